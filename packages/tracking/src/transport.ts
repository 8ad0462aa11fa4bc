import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@flywheel/contracts';
import { z } from 'zod';
import { trackingAnswerInvalid, trackingNotFound, trackingRefused, trackingUnavailable } from './errors.ts';

export interface TransportOptions {
  /** Base of the tracking server, e.g. http://127.0.0.1:5050. */
  uri: string;
  fetch?: typeof fetch;
  /** Further attempts after a network error or 408, 429, 5xx. Default 6, about 11 seconds in all. */
  retries?: number;
  /** Pause before the first further attempt, doubled each time up to 5 s. Default 200. */
  backoffMs?: number;
  /** Limit of one JSON request. Default 30,000. */
  timeoutMs?: number;
}

interface TrackingRequest {
  /** Completes the sentence "could not …" of an error. */
  what: string;
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the root, e.g. /api/2.0/mlflow/runs/get. */
  path: string;
  query?: Record<string, string | string[] | undefined>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is; read again for each attempt. */
  body?: Blob;
  timeoutMs?: number;
}

export interface Transport {
  /** Sends with retries and hands a good answer to `read`; a body that breaks off is a failed attempt too. */
  send: <Result>(request: TrackingRequest, read: (response: Response) => Promise<Result>) => Promise<Result>;
  /** As `send`, and checks the JSON answer. */
  json: <Schema extends z.ZodType>(request: TrackingRequest, schema: Schema) => Promise<z.output<Schema>>;
}

const LONGEST_PAUSE_MS = 5000;

export function createTransport(options: TransportOptions): Transport {
  const { retries = 6, backoffMs = 200 } = options;
  const send: Transport['send'] = async (request, read) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await attemptOnce(options, request, read);
      } catch (error) {
        const failure = toAppError(error, request, options.uri);
        if (!failure.retryable || attempt >= retries) throw failure;
        await delay(Math.min(backoffMs * 2 ** attempt, LONGEST_PAUSE_MS));
      }
    }
  };
  return {
    send,
    json: async (request, schema) => {
      const answer = await send(request, (response) => response.text());
      const result = schema.safeParse(parseJson(answer));
      if (result.success) return result.data;
      throw trackingAnswerInvalid({ what: request.what, problems: z.prettifyError(result.error) });
    },
  };
}

async function attemptOnce<Result>(
  options: TransportOptions,
  request: TrackingRequest,
  read: (response: Response) => Promise<Result>,
): Promise<Result> {
  const send = options.fetch ?? fetch;
  const response = await send(addressOf(options.uri, request), {
    method: request.method ?? 'GET',
    signal: AbortSignal.timeout(request.timeoutMs ?? options.timeoutMs ?? 30_000),
    ...(request.json !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request.json),
    }),
    ...(request.body !== undefined && {
      headers: { 'content-type': 'application/octet-stream' },
      body: request.body,
    }),
  });
  if (response.ok) return read(response);
  throw failureOf(response.status, await response.text(), { what: request.what, uri: options.uri });
}

function addressOf(uri: string, { path, query = {} }: TrackingRequest): URL {
  const url = new URL(`${uri.replace(/\/+$/, '')}${path}`);
  for (const [key, value] of Object.entries(query))
    for (const item of value === undefined ? [] : [value].flat()) url.searchParams.append(key, item);
  return url;
}

const errorBodySchema = z.object({ error_code: z.string(), message: z.string().default('') });

function failureOf(status: number, text: string, context: { what: string; uri: string }): AppError {
  const parsed = errorBodySchema.safeParse(parseJson(text));
  const errorCode = parsed.success ? parsed.data.error_code : 'no error_code';
  const reason = parsed.success ? parsed.data.message : text.slice(0, 300);
  if (status === 408 || status === 429 || status >= 500)
    return trackingUnavailable({ ...context, reason: `${status} ${errorCode} ${reason}`.trim() });
  const refuse = errorCode === 'RESOURCE_DOES_NOT_EXIST' ? trackingNotFound : trackingRefused;
  return refuse({ what: context.what, status, errorCode, reason }, parseJson(text));
}

function toAppError(error: unknown, request: TrackingRequest, uri: string): AppError {
  if (error instanceof AppError) return error;
  const { message, cause } = error as Error;
  const reason = cause instanceof Error && cause.message !== '' ? cause.message : message;
  return trackingUnavailable({ what: request.what, uri, reason }, error);
}

/** The value, or null when the text is not JSON: an empty answer counts as `{}`. */
function parseJson(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return null; // an answer of another program, e.g. the HTML page of a proxy
  }
}
