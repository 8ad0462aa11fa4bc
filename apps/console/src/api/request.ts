import { z } from 'zod';

export type ServiceName = 'registry' | 'inference' | 'monitor' | 'trainer';

/** A question to one of the services, all of them behind the registry's origin. */
export interface Question<T> {
  service: ServiceName;
  path: string;
  schema: z.ZodType<T>;
  /** Sent as JSON with POST; a GET when absent. */
  body?: unknown;
  /** How the answer is read; JSON when absent. */
  format?: 'json' | 'text';
}

/** One wrong field of a request, as the services report it. */
export interface Problem {
  field: string;
  received: string;
  expected: string;
}

export interface Failure {
  service: ServiceName;
  /** `away`: no usable answer came; `unready`: the service answers, but cannot serve yet; `refused`: a 4xx with a reason; `unreadable`: not the shape that the contracts promise. */
  kind: 'away' | 'unready' | 'refused' | 'unreadable';
  status: number | null;
  message: string;
  problems: Problem[];
}

export type Answer<T> = { ok: true; data: T } | { ok: false; failure: Failure };

const TIMEOUT_MS = 10_000;

/** Asks, and parses the answer with the contract's schema. Never throws: a failure is an answer too. */
export async function ask<T>(question: Question<T>, signal?: AbortSignal): Promise<Answer<T>> {
  const failed = (
    kind: Failure['kind'],
    status: number | null,
    message: string,
    problems: Problem[] = [],
  ): Answer<T> => ({ ok: false, failure: { service: question.service, kind, status, message, problems } });

  let response: Response;
  let body: unknown;
  try {
    response = await send(question, signal);
    const text = await response.text();
    body = question.format === 'text' && response.ok ? text : parseJson(text);
  } catch (error) {
    const slow = error instanceof DOMException && error.name === 'TimeoutError';
    return failed('away', null, slow ? `no answer within ${TIMEOUT_MS / 1000} s` : 'no connection');
  }
  const { status } = response;
  if (!response.ok) {
    const { message, problems } = reasonOf(body, status);
    const kind = status < 500 ? 'refused' : status === 503 && isOwnError(body) ? 'unready' : 'away';
    return failed(kind, status, message, problems);
  }
  const parsed = question.schema.safeParse(body);
  if (parsed.success) return { ok: true, data: parsed.data };
  return failed(
    'unreadable',
    status,
    `the answer of ${question.path} is not what was agreed: ${firstIssue(parsed.error)}`,
  );
}

function send(question: Question<unknown>, signal: AbortSignal | undefined): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const init: RequestInit = { signal: signal ? AbortSignal.any([signal, timeout]) : timeout };
  if (question.body === undefined) return fetch(question.path, init);
  return fetch(question.path, {
    ...init,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question.body),
  });
}

/** Undefined stands for text that is not JSON, which no schema accepts. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const errorBodySchema = z.object({
  /** Our services write `error`, the MLflow routes `message`. */
  error: z.string().optional(),
  message: z.string().optional(),
  /** /health/ready says why not. */
  reason: z.string().optional(),
  details: z
    .object({
      problems: z
        .array(z.object({ field: z.string(), received: z.string(), expected: z.string() }))
        .optional(),
    })
    .optional(),
});

/** Reads the reason out of an error answer; one that is no JSON of ours still has its status. */
export function reasonOf(body: unknown, status: number): { message: string; problems: Problem[] } {
  const parsed = errorBodySchema.safeParse(body);
  const message = parsed.data?.error ?? parsed.data?.message ?? parsed.data?.reason;
  return {
    message: message ? `${message.replace(/\.$/, '')} (${status})` : `it answered ${status}`,
    problems: parsed.data?.details?.problems ?? [],
  };
}

/** A service's own words (`error`, or `reason` of /health/ready); the registry's proxy writes `message` when it reaches none. */
function isOwnError(body: unknown): boolean {
  const parsed = errorBodySchema.safeParse(body);
  return parsed.success && (parsed.data.error !== undefined || parsed.data.reason !== undefined);
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.') || 'body'}: ${issue.message}` : 'unknown';
}
