import type { Encoding } from './fitted-model.ts';
import { matchCategories, numericValues } from './match-categories.ts';
import type { CategoricalColumn, NumericColumn, Table } from './table.ts';

/** A table as a linear layer reads it: `width` inputs a row, of which the one-hot ones are kept as positions. */
export interface EncodedTable {
  readonly rows: number;
  /** Inputs of a row once one-hot columns are written out. */
  readonly width: number;
  readonly numeric: readonly { readonly input: number; readonly values: Float32Array }[];
  /** Input `first + positions[row]` is 1; none when the position is -1. */
  readonly categorical: readonly {
    readonly first: number;
    readonly size: number;
    readonly positions: Int16Array;
  }[];
}

/**
 * Learns how columns are encoded from training rows: mean, spread and fill of numeric ones (each a float32), the seen
 * categories of categorical ones. A constant or wholly missing numeric column is encoded as 0; a categorical column
 * without any category is left out.
 */
export function fitEncodings(table: Table): Encoding[] {
  return Object.entries(table.columns).flatMap(([feature, column]): Encoding[] => {
    if (column.kind === 'numeric') return [fitNumeric(feature, column)];
    const categories = seenCategories(column);
    return categories.length === 0 ? [] : [{ kind: 'categorical', feature, categories }];
  });
}

function fitNumeric(feature: string, { values }: NumericColumn): Encoding {
  let count = 0;
  let sum = 0;
  for (const value of values) {
    if (value !== value) continue;
    sum += value;
    count++;
  }
  const mean = count === 0 ? 0 : Math.fround(sum / count);
  let squares = 0;
  for (const value of values) if (value === value) squares += (value - mean) ** 2;
  const std = Math.fround(Math.sqrt(squares / Math.max(1, count)));
  return { kind: 'numeric', feature, fill: mean, mean, std: std > 0 ? std : 1 };
}

function seenCategories({ codes, categories }: CategoricalColumn): string[] {
  const seen = new Uint8Array(categories.length);
  for (const code of codes) if (code >= 0) seen[code] = 1;
  return categories.filter((_, code) => seen[code] === 1);
}

/**
 * Encodes every row.
 * @throws TypeError when the table lacks a column of the encodings
 */
export function encodeTable(encodings: readonly Encoding[], table: Table): EncodedTable {
  const numeric: { input: number; values: Float32Array }[] = [];
  const categorical: { first: number; size: number; positions: Int16Array }[] = [];
  let width = 0;
  for (const encoding of encodings) {
    const column = table.columns[encoding.feature];
    if (encoding.kind === 'numeric') {
      const { fill, mean, std } = encoding;
      const values = numericValues(column, encoding.feature).map(
        (value) => ((value === value ? value : fill) - mean) / std,
      );
      numeric.push({ input: width, values });
      width += 1;
    } else {
      const size = encoding.categories.length;
      const positions = matchCategories(column, encoding.feature, encoding.categories);
      categorical.push({ first: width, size, positions });
      width += size;
    }
  }
  return { rows: table.rows, width, numeric, categorical };
}
