import type { SeriesProfile } from '@flywheel/contracts';
import { binOf, edgesOfSorted, sortedPresent } from './bins.ts';
import { countReference } from './count-reference.ts';
import { wholeWindows } from './whole-windows.ts';

export type NumericProfile = Extract<SeriesProfile, { kind: 'numeric' }>;

const BINS = 10;
const SAMPLE_ROWS = 10_000;

/**
 * Freezes a numeric feature, or the model's score, of the reference rows.
 * Values are rounded to float32, as the model reads them, so that a value on an edge falls on the same side everywhere.
 * Oldest days that do not fill a window are left out, see `wholeWindows`.
 * @param values     shape [n], n >= 1; NaN is missing
 * @param time       event time in milliseconds since 1970, shape [n]
 * @param windowDays length of the windows that will be compared with this profile
 * @throws RangeError when every value is missing, or the shapes differ
 */
export function buildNumericProfile({
  values,
  time,
  windowDays = 1,
}: {
  values: ArrayLike<number>;
  time: ArrayLike<number>;
  windowDays?: number;
}): NumericProfile {
  if (values.length !== time.length)
    throw new RangeError(`received ${values.length} values and ${time.length} times: give one time a value`);
  const whole = wholeWindows(time, windowDays);
  const rounded = new Float32Array(values);
  for (let row = 0; row < rounded.length; row++) if (whole.blocks[row] === -1) rounded[row] = Number.NaN;
  const sorted = sortedPresent(rounded);
  const edges = edgesOfSorted(sorted, BINS);
  const bins = new Int16Array(rounded.length);
  for (let row = 0; row < bins.length; row++) {
    const value = rounded[row]!;
    bins[row] = Number.isNaN(value) ? -1 : binOf(edges, value);
  }
  return {
    kind: 'numeric',
    edges,
    ...countReference({ bins, binCount: edges.length + 1, whole, time, kind: 'numeric' }),
    sample: evenSample(sorted),
  };
}

/** Order statistics in equal steps: the distribution function itself, without the noise of a random draw. */
function evenSample(sorted: Float64Array): number[] {
  if (sorted.length <= SAMPLE_ROWS) return [...sorted];
  const step = sorted.length / SAMPLE_ROWS;
  return Array.from({ length: SAMPLE_ROWS }, (_, index) => sorted[Math.floor((index + 0.5) * step)]!);
}
