import type { SeriesProfile } from '@flywheel/contracts';
import { histogram, sortedPresent } from './bins.ts';

/** One series of one window over the frozen bins of its profile. */
export interface WindowCounts {
  rows: number;
  /** Rows per bin of the profile. */
  counts: number[];
  missing: number;
  /** Rows whose category training never saw; null for numbers, or when the categories of training are not known. */
  unseen: number | null;
  /** Ascending values of a numeric series, for KS; null for words. */
  sorted: Float64Array | null;
}

/**
 * Counts a window's raw values into the bins of a profile. Null is missing, and so is a value of the wrong type.
 * Numbers are rounded to float32, as the profile's were.
 * @param known categories seen in training, the rare ones too
 */
export function countWindow(
  profile: SeriesProfile,
  values: readonly unknown[],
  known?: ReadonlySet<string>,
): WindowCounts {
  return profile.kind === 'numeric'
    ? countNumbers(profile.edges, values)
    : countWords(profile.categories, values, known);
}

function countNumbers(edges: readonly number[], values: readonly unknown[]): WindowCounts {
  const rounded = Float32Array.from(values, (value) => (typeof value === 'number' ? value : Number.NaN));
  return {
    rows: values.length,
    ...histogram(edges, rounded),
    unseen: null,
    sorted: sortedPresent(rounded),
  };
}

function countWords(
  categories: readonly string[],
  values: readonly unknown[],
  known: ReadonlySet<string> | undefined,
): WindowCounts {
  const binOfCategory = new Map(categories.map((name, bin) => [name, bin]));
  const counts = Array.from({ length: categories.length + 1 }, () => 0);
  let missing = 0;
  let unseen = 0;
  for (const value of values) {
    if (typeof value !== 'string') {
      missing++;
      continue;
    }
    counts[binOfCategory.get(value) ?? categories.length]! += 1;
    if (known && !known.has(value)) unseen++;
  }
  return { rows: values.length, counts, missing, unseen: known ? unseen : null, sorted: null };
}
