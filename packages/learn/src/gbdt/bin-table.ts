import { sampleRows, type Random } from '../random.ts';
import type { CategoricalColumn, NumericColumn, Table } from '../table.ts';
import { binNumeric, findNumericBorders } from './numeric-bins.ts';

/** Bins 0 to `bins` - 1 are ordered by value; bin number `bins` holds the missing values. */
export interface BinnedNumeric {
  readonly kind: 'numeric';
  readonly name: string;
  readonly bins: number;
  /** Bin of each row, shape [rows]. */
  readonly column: Uint8Array;
  /** Greatest value of bins 0 to `bins` - 2. */
  readonly borders: Float32Array;
}

/** Bin number `bins` holds missing, unseen and rare categories. */
export interface BinnedCategorical {
  readonly kind: 'categorical';
  readonly name: string;
  readonly bins: number;
  /** Bin of each row, shape [rows]. */
  readonly column: Uint8Array;
  readonly categories: readonly string[];
  /** Category code of each bin, ascending. */
  readonly codes: Int16Array;
}

export type BinnedFeature = BinnedNumeric | BinnedCategorical;

/** Rows from which the borders of numeric bins are taken, as in LightGBM. */
const SAMPLE_ROWS = 200_000;

/** Every feature as one byte a row. A categorical feature without categories is left out: it has nothing to split on. */
export function binTable(table: Table, bins: number, random: Random): BinnedFeature[] {
  const sample =
    table.rows > SAMPLE_ROWS ? sampleRows({ rows: table.rows, size: SAMPLE_ROWS, random }) : undefined;
  return Object.entries(table.columns).flatMap(([name, column]): BinnedFeature[] => {
    if (column.kind === 'numeric') return [binNumericColumn({ name, column, bins, sample })];
    return column.categories.length === 0 ? [] : [binCategoricalColumn({ name, column, bins })];
  });
}

function binNumericColumn({
  name,
  column: { values },
  bins,
  sample,
}: {
  name: string;
  column: NumericColumn;
  bins: number;
  sample: Uint32Array | undefined;
}): BinnedNumeric {
  const seen = sample ? Float32Array.from(sample, (row) => values[row]!) : values;
  const borders = findNumericBorders(
    seen.filter((value) => !Number.isNaN(value)),
    bins,
  );
  return { kind: 'numeric', name, bins: borders.length + 1, column: binNumeric(values, borders), borders };
}

function binCategoricalColumn({
  name,
  column: { codes, categories },
  bins,
}: {
  name: string;
  column: CategoricalColumn;
  bins: number;
}): BinnedCategorical {
  const kept = mostFrequent(codes, categories.length, bins);
  const binOfCode = new Uint8Array(categories.length).fill(kept.length);
  kept.forEach((code, bin) => (binOfCode[code] = bin));
  const column = new Uint8Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    column[row] = code < 0 ? kept.length : binOfCode[code]!;
  }
  return { kind: 'categorical', name, bins: kept.length, column, categories, codes: kept };
}

/** The at most `limit` most frequent codes that occur at all, ascending. */
function mostFrequent(codes: Int16Array, categories: number, limit: number): Int16Array {
  const counts = new Uint32Array(categories);
  for (const code of codes) if (code >= 0) counts[code]!++;
  const seen = Array.from(counts.keys()).filter((code) => counts[code]! > 0);
  const ranked = seen.toSorted((a, b) => counts[b]! - counts[a]! || a - b);
  return Int16Array.from(ranked.slice(0, limit)).sort();
}
