import type { MonitoringPolicy, ReferenceProfile } from '@flywheel/contracts';
import { normalTwoSided, windowAlpha } from '@flywheel/drift';
import { rocAuc } from '@flywheel/learn';

const DAY_MS = 86_400_000;
/**
 * What the model achieves on held-out rows, window by window, and how far a window may fall below that.
 *
 * Chunks are all runs of `windowDays` whole consecutive days of the held-out rows (one chunk of all rows when there are fewer
 * days). Limits are mean -+ z std (ddof 0), kept inside [0, 1]. A trigger is as rare by chance as a false alarm of the drift rule,
 * which flags a window at `windowAlpha` and wants 2 of 3: z is 1.645 for 2 of 3 windows, 2.44 for one window alone.
 * @param time          event time of held-out rows in milliseconds, ascending, shape [rows]
 * @param probabilities of class 1, shape [rows]
 * @throws RangeError when no chunk holds both classes
 */
export function performanceLimits({
  time,
  labels,
  probabilities,
  policy: { windowDays, breaches, ofWindows },
}: {
  time: Float64Array;
  labels: Uint8Array;
  probabilities: Float64Array;
  policy: Pick<MonitoringPolicy, 'windowDays' | 'breaches' | 'ofWindows'>;
}): ReferenceProfile['performance'] {
  const chunks = runsOfDays(time, windowDays).flatMap(({ start, end }) => {
    const chunk = labels.subarray(start, end);
    return chunk.includes(0) && chunk.includes(1) ? [rocAuc(chunk, probabilities.subarray(start, end))] : [];
  });
  if (chunks.length === 0) throw new RangeError('the held-out rows hold no chunk with both classes');
  const mean = chunks.reduce((sum, value) => sum + value, 0) / chunks.length;
  const std = Math.sqrt(chunks.reduce((sum, value) => sum + (value - mean) ** 2, 0) / chunks.length);
  const width = std * limitWidth({ windowDays, breaches, ofWindows });
  return {
    metric: 'rocAuc',
    chunks,
    mean,
    std,
    lowerLimit: Math.max(0, mean - width),
    upperLimit: Math.min(1, mean + width),
  };
}

/** Standard deviations below the mean at which `breaches` of `ofWindows` independent normal values are as rare as the drift rule. */
export function limitWidth({
  windowDays,
  breaches,
  ofWindows,
}: Pick<MonitoringPolicy, 'windowDays' | 'breaches' | 'ofWindows'>): number {
  const rarity = atLeast(2, 3, windowAlpha(1, windowDays));
  let [low, high] = [0, 6];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (atLeast(breaches, ofWindows, normalTwoSided(middle) / 2) > rarity) low = middle;
    else high = middle;
  }
  return low;
}

/** Probability of at least `successes` in `trials` independent trials. */
function atLeast(successes: number, trials: number, chance: number): number {
  let total = 0;
  let ways = 1;
  for (let count = 0; count <= trials; count++) {
    if (count >= successes) total += ways * chance ** count * (1 - chance) ** (trials - count);
    ways = (ways * (trials - count)) / (count + 1);
  }
  return total;
}

function runsOfDays(time: Float64Array, windowDays: number): { start: number; end: number }[] {
  const starts: number[] = [];
  let day = Number.NaN;
  for (let row = 0; row < time.length; row++) {
    const current = Math.floor(time[row]! / DAY_MS);
    if (current !== day) starts.push(row);
    day = current;
  }
  const bounds = [...starts, time.length];
  const runs = bounds.slice(windowDays).map((end, index) => ({ start: bounds[index]!, end }));
  return runs.length === 0 ? [{ start: 0, end: time.length }] : runs;
}
