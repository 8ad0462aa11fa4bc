import type { FastifyInstance } from 'fastify';

/** A whole number of 16 digits or more, which a double may not hold. */
const LONG_INTEGER = /[:[,\s]-?\d{16,}/;

/**
 * Reads JSON bodies so that whole numbers beyond 2^53 keep every digit, as text: MLflow's steps and timestamps have 64 bits.
 */
export function readLongIntegers(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body as string;
    if (text === '') return done(null, {});
    if (!LONG_INTEGER.test(text)) return parse(request, text, done);
    try {
      return done(null, JSON.parse(text, keepLongInteger));
    } catch (error) {
      return done(error as Error);
    }
  });
}

function keepLongInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const { source } = context ?? {};
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}
