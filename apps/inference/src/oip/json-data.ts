import { invalidTensor } from '../errors.ts';
import { NUMERIC_TYPES, type Datatype, type TensorData } from './datatypes.ts';

/**
 * The elements of a JSON tensor, flat or nested in row-major order.
 * @param count elements that the shape asks for
 * @throws INVALID_TENSOR for a wrong count, and for an element of another type or out of its type's range
 */
export function readJsonData(
  tensor: string,
  datatype: Datatype,
  { data, count }: { data: unknown; count: number },
): TensorData {
  if (!Array.isArray(data))
    throw invalidTensor({ tensor, received: show(data), expected: 'an array in data' });
  const elements = flatten(data);
  if (elements.length !== count)
    throw invalidTensor({
      tensor,
      received: `${elements.length} elements`,
      expected: `${count}, as its shape says`,
    });
  if (datatype === 'BYTES') return readTexts(tensor, elements);
  if (datatype === 'BOOL') return readFlags(tensor, elements);
  if (datatype === 'FP32' || datatype === 'FP64') return readFloats(tensor, datatype, elements);
  return readIntegers(tensor, datatype, elements);
}

/** NUL ends a string on its way into the runtime, and half a surrogate pair is replaced: neither may pass unseen. */
export const isCarriedWhole = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

function flatten(data: readonly unknown[]): readonly unknown[] {
  return data.some(Array.isArray) ? data.flat(Number.POSITIVE_INFINITY) : data;
}

function readTexts(tensor: string, elements: readonly unknown[]): string[] {
  for (const [index, value] of elements.entries())
    if (typeof value !== 'string' || !isCarriedWhole(value))
      throw wrongElement(tensor, {
        index,
        value,
        expected: 'text without NUL and without half surrogate pairs',
      });
  return elements as string[];
}

function readFlags(tensor: string, elements: readonly unknown[]): Uint8Array {
  return Uint8Array.from(elements, (value, index) => {
    if (typeof value !== 'boolean') throw wrongElement(tensor, { index, value, expected: 'true or false' });
    return value ? 1 : 0;
  });
}

function readFloats(tensor: string, datatype: 'FP32' | 'FP64', elements: readonly unknown[]): TensorData {
  const values = NUMERIC_TYPES[datatype].create(elements.length) as Float32Array | Float64Array;
  for (let index = 0; index < elements.length; index++) {
    const value = elements[index];
    if (typeof value !== 'number' && typeof value !== 'bigint')
      throw wrongElement(tensor, { index, value, expected: 'a number' });
    values[index] = Number(value);
    if (!Number.isFinite(values[index]))
      throw wrongElement(tensor, { index, value, expected: `a number within the range of ${datatype}` });
  }
  return values;
}

function readIntegers(
  tensor: string,
  datatype: Exclude<Datatype, 'BYTES' | 'BOOL' | 'FP32' | 'FP64'>,
  elements: readonly unknown[],
): TensorData {
  const { create, range } = NUMERIC_TYPES[datatype];
  const [least, greatest] = range!;
  const values = create(elements.length);
  const isWide = values instanceof BigInt64Array || values instanceof BigUint64Array;
  for (let index = 0; index < elements.length; index++) {
    const value = elements[index];
    const isInteger = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
    if (!isInteger || value < least || value > greatest)
      throw wrongElement(tensor, { index, value, expected: `a whole number of ${least} to ${greatest}` });
    values[index] = isWide ? BigInt(value) : Number(value);
  }
  return values;
}

function wrongElement(tensor: string, at: { index: number; value: unknown; expected: string }): Error {
  return invalidTensor({
    tensor,
    received: `${show(at.value)} at element ${at.index}`,
    expected: at.expected,
  });
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text =
    typeof value === 'bigint' ? String(value) : (JSON.stringify(value, bigintText) ?? typeof value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

const bigintText = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;
