import type { EncodedTable } from '../encode.ts';

/**
 * The product X w of the encoded rows, column by column, without writing one-hot columns out.
 * @param weights shape [width + 1], the bias last
 * @param out shape [rows], overwritten
 */
export function multiply(table: EncodedTable, weights: Float64Array, out: Float64Array): void {
  out.fill(weights[table.width]!);
  for (const { input, values } of table.numeric) {
    const weight = weights[input]!;
    for (let row = 0; row < values.length; row++) out[row]! += weight * values[row]!;
  }
  for (const { first, size, positions } of table.categorical) {
    // Entry 0 stands for "none of them".
    const part = new Float64Array(size + 1);
    part.set(weights.subarray(first, first + size), 1);
    for (let row = 0; row < positions.length; row++) out[row]! += part[positions[row]! + 1]!;
  }
}

/**
 * The product of X transposed with one number a row.
 * @param perRow shape [rows]
 * @param out shape [width + 1], the bias last, overwritten
 */
export function multiplyTransposed(table: EncodedTable, perRow: Float64Array, out: Float64Array): void {
  sumByInput(table, perRow, out, 1);
}

/** The same with X squared element by element: the diagonal of X^T diag(perRow) X. */
export function multiplySquaredTransposed(
  table: EncodedTable,
  perRow: Float64Array,
  out: Float64Array,
): void {
  sumByInput(table, perRow, out, 2);
}

function sumByInput(table: EncodedTable, perRow: Float64Array, out: Float64Array, power: 1 | 2): void {
  let total = 0;
  for (let row = 0; row < perRow.length; row++) total += perRow[row]!;
  out[table.width] = total;
  for (const { input, values } of table.numeric) {
    let sum = 0;
    for (let row = 0; row < values.length; row++) {
      const value = values[row]!;
      sum += perRow[row]! * (power === 1 ? value : value * value);
    }
    out[input] = sum;
  }
  for (const { first, size, positions } of table.categorical) {
    const part = new Float64Array(size + 1);
    for (let row = 0; row < positions.length; row++) part[positions[row]! + 1]! += perRow[row]!;
    out.set(part.subarray(1), first);
  }
}
