import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { bodyTooLarge, brokenJson } from '@flywheel/service';
import type { FastifyRequest } from 'fastify';
import { invalidBinaryBody, unsupportedEncoding } from '../errors.ts';

const unpack = { gzip: promisify(gunzip), deflate: promisify(inflate) };
const utf8 = new TextDecoder('utf-8', { fatal: true });
/** A number that a double may not keep; digits after a point do not count. */
const MANY_DIGITS = /(?<![\d.])\d{16}/;

export interface OipBody {
  /** The parsed JSON part. */
  json: unknown;
  /** What follows it: binary tensors. Null when the whole body is JSON. */
  binary: Uint8Array | null;
}

/**
 * Undoes the content encoding, splits JSON from binary tensors and parses. The content type is not looked at: clients send
 * none, or a wrong one; only the header that counts the bytes of the JSON part tells whether tensors follow.
 * @param keepsDigits true for a model with 64-bit inputs: long integers then come as bigint
 */
export async function readOipBody(
  request: FastifyRequest,
  { limitBytes, keepsDigits }: { limitBytes: number; keepsDigits: boolean },
): Promise<OipBody> {
  const packed = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const body = await decompress(packed, request.headers['content-encoding'], limitBytes);
  const header = request.headers['inference-header-content-length'];
  if (header === undefined) return { json: parse(body, keepsDigits), binary: null };
  const length = typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : Number.NaN;
  if (!(length <= body.length))
    throw invalidBinaryBody({
      received: `Inference-Header-Content-Length: ${String(header).slice(0, 40)} over ${body.length} bytes`,
      expected: 'the number of bytes of the JSON part',
    });
  return { json: parse(body.subarray(0, length), keepsDigits), binary: body.subarray(length) };
}

async function decompress(body: Buffer, encoding: string | undefined, limitBytes: number): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  if (name === 'identity' || name === '') return body;
  if (name !== 'gzip' && name !== 'deflate') throw unsupportedEncoding({ received: name.slice(0, 40) });
  try {
    return await unpack[name](body, { maxOutputLength: limitBytes });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw bodyTooLarge({ limitBytes });
    throw invalidBinaryBody({
      received: `bytes that are not ${name}`,
      expected: `a body compressed as ${name}`,
    });
  }
}

function parse(bytes: Uint8Array, keepsDigits: boolean): unknown {
  try {
    const text = utf8.decode(bytes);
    return keepsDigits && MANY_DIGITS.test(text) ? JSON.parse(text, keepLongIntegers) : JSON.parse(text);
  } catch (error) {
    // The parser's message quotes the body; enough of it to find the place, not more.
    throw brokenJson({ reason: bytes.length === 0 ? 'it is empty' : (error as Error).message.slice(0, 100) });
  }
}

function keepLongIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && source !== undefined && /^-?\d{16,}$/.test(source)
    ? BigInt(source)
    : value;
}
