import type { z } from 'zod';
import { requestFailed, serviceUnreachable } from './errors.ts';

const TIMEOUT_MS = 30_000;

/** One JSON request to a process of ours; the answer is checked against its schema. Any status but 2xx is an error. */
export async function requestJson<Schema extends z.ZodType>(options: {
  url: string;
  schema: Schema;
  method?: 'GET' | 'POST';
  body?: unknown;
  signal?: AbortSignal | undefined;
}): Promise<z.output<Schema>> {
  const { url, schema, body, signal, method = body === undefined ? 'GET' : 'POST' } = options;
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, {
    method,
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw serviceUnreachable({ url, reason: reasonOf(error) }, error);
  });
  const text = await response.text();
  if (!response.ok) throw requestFailed({ method, url, status: response.status, body: messageOf(text) });
  return schema.parse(JSON.parse(text));
}

/** The sentence of an error body, whichever of our APIs wrote it. */
function messageOf(text: string): string {
  try {
    const body = JSON.parse(text) as { error?: string; message?: string };
    return body.message ?? body.error ?? text.slice(0, 500);
  } catch {
    return text.slice(0, 500); // not JSON: shown as it is
  }
}

function reasonOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  return cause?.code ?? cause?.message ?? String(error);
}
