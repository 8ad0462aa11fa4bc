import type { EncodedTable } from '../encode.ts';

/**
 * Writes rows out in full, one-hot columns included.
 * @param order row numbers of the batch
 * @param out at least order.length * width numbers, overwritten
 * @returns the filled part of `out`, shape [order.length, width]
 */
export function writeBatch(table: EncodedTable, order: Uint32Array, out: Float32Array): Float32Array {
  const { width, numeric, categorical } = table;
  const batch = out.subarray(0, order.length * width).fill(0);
  for (const { input, values } of numeric)
    for (let index = 0; index < order.length; index++) batch[index * width + input] = values[order[index]!]!;
  for (const { first, positions } of categorical)
    for (let index = 0; index < order.length; index++) {
      const position = positions[order[index]!]!;
      if (position >= 0) batch[index * width + first + position] = 1;
    }
  return batch;
}
