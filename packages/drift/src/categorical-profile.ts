import type { SeriesProfile } from '@flywheel/contracts';
import { countReference } from './count-reference.ts';
import { wholeWindows, type WholeWindows } from './whole-windows.ts';

export type CategoricalProfile = Extract<SeriesProfile, { kind: 'categorical' }>;

const MOST_CATEGORIES = 20;
const SMALLEST_SHARE = 0.005;

/**
 * Freezes a categorical feature of the reference rows: the 20 most frequent categories that hold at least 0.5% get a bin each,
 * the others share `rest`. Equal counts are ordered by name.
 * Oldest days that do not fill a window are left out, see `wholeWindows`.
 * @param codes      shape [n], n >= 1: index into `categories`; -1 is missing
 * @param time       event time in milliseconds since 1970, shape [n]
 * @param windowDays length of the windows that will be compared with this profile
 * @throws RangeError when every value is missing, or the shapes differ
 */
export function buildCategoricalProfile({
  codes,
  categories,
  time,
  windowDays = 1,
}: {
  codes: ArrayLike<number>;
  categories: readonly string[];
  time: ArrayLike<number>;
  windowDays?: number;
}): CategoricalProfile {
  if (codes.length !== time.length)
    throw new RangeError(`received ${codes.length} codes and ${time.length} times: give one time a code`);
  const whole = wholeWindows(time, windowDays);
  const kept = mostFrequent(codes, categories, whole);
  const binOfCode = new Int16Array(categories.length).fill(kept.length);
  kept.forEach((code, bin) => (binOfCode[code] = bin));
  const bins = new Int16Array(codes.length);
  for (let row = 0; row < bins.length; row++) bins[row] = codes[row]! < 0 ? -1 : binOfCode[codes[row]!]!;
  return {
    kind: 'categorical',
    categories: kept.map((code) => categories[code]!),
    ...countReference({ bins, binCount: kept.length + 1, whole, time, kind: 'categorical' }),
    unseenRatioWorst: worstUnseenRatio(codes, categories.length, wholeWindows(time, 1)),
  };
}

/** Codes of the categories that get a bin, most frequent first. */
function mostFrequent(
  codes: ArrayLike<number>,
  categories: readonly string[],
  { blocks }: WholeWindows,
): number[] {
  const rows = new Float64Array(categories.length);
  let present = 0;
  for (let row = 0; row < codes.length; row++) {
    if (codes[row]! < 0 || blocks[row] === -1) continue;
    rows[codes[row]!]! += 1;
    present++;
  }
  if (present === 0) throw new RangeError('a profile of no values is undefined: give at least one');
  return Array.from(categories.keys())
    .filter((code) => rows[code]! / present >= SMALLEST_SHARE)
    .toSorted((a, b) => rows[b]! - rows[a]! || (categories[a]! < categories[b]! ? -1 : 1))
    .slice(0, MOST_CATEGORIES);
}

/** Largest share of a day's rows whose category occurs on no other day: what "never seen" amounts to without drift. */
function worstUnseenRatio(
  codes: ArrayLike<number>,
  categoryCount: number,
  { blocks: days, blockCount: dayCount }: WholeWindows,
): number {
  if (dayCount < 2) return 0;
  const [NONE, MANY] = [-1, -2];
  const onlyDay = new Int32Array(categoryCount).fill(NONE);
  const rows = new Float64Array(dayCount);
  for (let row = 0; row < codes.length; row++) {
    const day = days[row]!;
    rows[day]! += 1;
    const code = codes[row]!;
    if (code >= 0 && onlyDay[code] !== day) onlyDay[code] = onlyDay[code] === NONE ? day : MANY;
  }
  const unseen = new Float64Array(dayCount);
  for (let row = 0; row < codes.length; row++) {
    const day = days[row]!;
    if (codes[row]! >= 0 && onlyDay[codes[row]!] === day) unseen[day]! += 1;
  }
  return rows.reduce((worst, all, day) => (all === 0 ? worst : Math.max(worst, unseen[day]! / all)), 0);
}
