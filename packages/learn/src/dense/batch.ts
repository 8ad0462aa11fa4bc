import type { EncodedTable } from '../encode.ts';

/** Some rows of a table: what one step of the training sees. */
export interface Batch {
  readonly table: EncodedTable;
  /** Row numbers, shape [rows]. */
  readonly order: Uint32Array;
}

/**
 * The product of a batch with the weights of a first layer. A one-hot input is one row of the weights, so that no one-hot
 * column is ever written out: a few hundred airports cost as little as one number.
 * @param weights shape [width, outputs]
 * @returns shape [rows, outputs]
 */
export function multiplyBatch({ table, order }: Batch, weights: Float32Array, outputs: number): Float32Array {
  const product = new Float32Array(order.length * outputs);
  forEachInput({ table, order }, (index, input, value) => {
    const [to, from] = [index * outputs, input * outputs];
    for (let output = 0; output < outputs; output++) product[to + output]! += value * weights[from + output]!;
  });
  return product;
}

/**
 * The gradient of that product for the weights: the batch transposed times the slopes.
 * @param slopes shape [rows, outputs]
 * @returns shape [width, outputs]
 */
export function multiplyBatchTransposed(
  { table, order }: Batch,
  slopes: Float32Array,
  outputs: number,
): Float32Array {
  const gradient = new Float32Array(table.width * outputs);
  forEachInput({ table, order }, (index, input, value) => {
    const [from, to] = [index * outputs, input * outputs];
    for (let output = 0; output < outputs; output++) gradient[to + output]! += value * slopes[from + output]!;
  });
  return gradient;
}

/** Visits the inputs of each row that are not known to be 0. */
function forEachInput(
  { table: { numeric, categorical }, order }: Batch,
  visit: (index: number, input: number, value: number) => void,
): void {
  for (const { input, values } of numeric)
    for (let index = 0; index < order.length; index++) visit(index, input, values[order[index]!]!);
  for (const { first, positions } of categorical)
    for (let index = 0; index < order.length; index++) {
      const position = positions[order[index]!]!;
      if (position >= 0) visit(index, first + position, 1);
    }
}
