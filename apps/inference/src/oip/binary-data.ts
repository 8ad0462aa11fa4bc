import { invalidTensor } from '../errors.ts';
import { NUMERIC_TYPES, type Datatype, type NumericArray, type TensorData } from './datatypes.ts';
import { isCarriedWhole } from './json-data.ts';

/** Elements from the bytes of a binary tensor: little-endian numbers, or texts each after its length in four bytes. */
export function readBinaryData(
  tensor: string,
  datatype: Datatype,
  { bytes, count }: { bytes: Uint8Array; count: number },
): TensorData {
  if (datatype === 'BYTES') return readTexts(tensor, bytes, count);
  const { bytes: width, create } = NUMERIC_TYPES[datatype];
  if (bytes.length !== count * width)
    throw invalidTensor({
      tensor,
      received: `${bytes.length} bytes`,
      expected: `${count * width}: ${count} elements of ${width}, as shape and datatype say`,
    });
  const values = create(count);
  new Uint8Array(values.buffer).set(bytes);
  if (datatype === 'BOOL' && bytes.some((byte) => byte > 1))
    throw invalidTensor({ tensor, received: 'a byte above 1', expected: '0 or 1 for each BOOL' });
  return values;
}

export function writeBinaryData(datatype: Datatype, data: TensorData): Uint8Array {
  if (datatype !== 'BYTES') {
    const { buffer, byteOffset, byteLength } = data as NumericArray;
    return new Uint8Array(buffer, byteOffset, byteLength);
  }
  return Buffer.concat(
    (data as string[]).flatMap((text) => {
      const bytes = Buffer.from(text);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readTexts(tensor: string, bytes: Uint8Array, count: number): string[] {
  const refuse = (received: string, expected: string): never => {
    throw invalidTensor({ tensor, received, expected });
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = at + 4 <= bytes.length ? at + 4 + view.getUint32(at, true) : Number.POSITIVE_INFINITY;
    if (end > bytes.length)
      refuse(`text ${texts.length} cut short`, 'four bytes of length, then as many bytes');
    const text = decode(bytes.subarray(at + 4, end));
    if (text === null || !isCarriedWhole(text))
      refuse(`bytes that are no text at element ${texts.length}`, 'UTF-8 without NUL');
    texts.push(text!);
    at = end;
  }
  if (texts.length !== count) refuse(`${texts.length} texts`, `${count}, as its shape says`);
  return texts;
}

function decode(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}
