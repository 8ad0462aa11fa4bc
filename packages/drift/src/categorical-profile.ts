import type { SeriesProfile } from '@flywheel/contracts';
import { measureDesignEffect } from './design-effect.ts';
import { windowIndexOf } from './window-of.ts';

export type CategoricalProfile = Extract<SeriesProfile, { kind: 'categorical' }>;

const MOST_CATEGORIES = 20;
const SMALLEST_SHARE = 0.005;

/**
 * Freezes a categorical feature of the reference rows: the 20 most frequent categories that hold at least 0.5% get a bin each,
 * the others share `rest`. Equal counts are ordered by name.
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
  const frequency = Array.from({ length: categories.length }, () => 0);
  let present = 0;
  for (let row = 0; row < codes.length; row++) {
    if (codes[row]! < 0) continue;
    frequency[codes[row]!]! += 1;
    present++;
  }
  if (present === 0) throw new RangeError('a profile of no values is undefined: give at least one');
  const kept = categories
    .map((name, code) => ({ name, code, rows: frequency[code]! }))
    .filter(({ rows }) => rows / present >= SMALLEST_SHARE)
    .toSorted((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_CATEGORIES);
  const binOfCode = new Int16Array(categories.length).fill(kept.length);
  kept.forEach(({ code }, bin) => (binOfCode[code] = bin));
  const bins = Int16Array.from(codes, (code) => (code < 0 ? -1 : binOfCode[code]!));
  const counts = kept.map(({ rows }) => rows);
  counts.push(present - counts.reduce((total, rows) => total + rows, 0));
  return {
    kind: 'categorical',
    categories: kept.map(({ name }) => name),
    counts,
    missing: codes.length - present,
    ...measureDesignEffect({ bins, binCount: counts.length, time, windowDays, kind: 'categorical' }),
    unseenRatioWorst: worstUnseenRatio(codes, categories.length, time),
  };
}

/** Largest share of a day's rows whose category occurs on no other day: what "never seen" amounts to without drift. */
function worstUnseenRatio(codes: ArrayLike<number>, categoryCount: number, time: ArrayLike<number>): number {
  const MANY = Number.NaN;
  const onlyDay = Array.from<unknown, number | undefined>({ length: categoryCount }, () => undefined);
  const rows = new Map<number, { all: number; unseen: number }>();
  for (let row = 0; row < codes.length; row++) {
    const day = windowIndexOf(time[row]!, 1);
    const counts = rows.get(day);
    if (counts) counts.all++;
    else rows.set(day, { all: 1, unseen: 0 });
    const code = codes[row]!;
    if (code >= 0) onlyDay[code] = onlyDay[code] === undefined || onlyDay[code] === day ? day : MANY;
  }
  if (rows.size < 2) return 0;
  for (let row = 0; row < codes.length; row++) {
    const day = windowIndexOf(time[row]!, 1);
    if (codes[row]! >= 0 && onlyDay[codes[row]!] === day) rows.get(day)!.unseen++;
  }
  return Math.max(...[...rows.values()].map(({ all, unseen }) => unseen / all));
}
