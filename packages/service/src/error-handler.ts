import { AppError } from '@flywheel/contracts';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { badRequest, bodyTooLarge, brokenJson, invalidRequest, unsupportedMediaType } from './errors.ts';

/** Turns a failure into the body of an API's error answer. */
export type ErrorBody = (error: AppError, requestId: string) => unknown;

const defaultBody: ErrorBody = (error, requestId) => ({
  error: error.message,
  code: error.code,
  requestId,
  ...(error.details && { details: error.details }),
});

/** A 4xx says what is wrong; a 5xx of ours that was not foreseen says nothing but the request id, and is logged. */
export function createErrorHandler({
  bodyLimitBytes,
  errorBody = defaultBody,
}: {
  bodyLimitBytes: number;
  errorBody?: ErrorBody | undefined;
}) {
  return (thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const error = toAppError(thrown, request, bodyLimitBytes);
    if (error.statusCode >= 500)
      request.log.error({ err: thrown, route: request.routeOptions.url }, 'request failed');
    if (error.retryable) reply.header('retry-after', '1');
    return reply.code(error.statusCode).send(errorBody(error, request.id));
  };
}

function toAppError(thrown: unknown, request: FastifyRequest, limitBytes: number): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof z.ZodError) return invalidRequest({ problems: problemsOf(thrown, undefined) });
  const { code, statusCode, message } = thrown as FastifyError;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return bodyTooLarge({ limitBytes });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return unsupportedMediaType({ received: String(request.headers['content-type']).slice(0, 100) });
  }
  if (
    code === 'FST_ERR_CTP_INVALID_JSON_BODY' ||
    code === 'FST_ERR_CTP_EMPTY_JSON_BODY' ||
    thrown instanceof SyntaxError
  ) {
    return brokenJson({ reason: message.slice(0, 200) });
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return badRequest({ statusCode, reason: message.slice(0, 200) });
  return new AppError({
    code: 'INTERNAL_ERROR',
    statusCode: 500,
    retryable: false,
    message: 'internal error',
    cause: thrown,
  });
}

/** Checks a value that enters the process; the error names each field, what was received and what is expected. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidRequest({ problems: problemsOf(result.error, value) });
}

function problemsOf(
  error: z.ZodError,
  root: unknown,
): { field: string; received: string; expected: string }[] {
  return error.issues.slice(0, 20).map((issue) => ({
    field: issue.path.length === 0 ? 'body' : issue.path.join('.'),
    received:
      issue.code === 'unrecognized_keys'
        ? `unknown field ${issue.keys.map((key) => `"${key.slice(0, 60)}"`).join(', ')}`
        : describe(valueAt(root, issue.path)),
    expected:
      issue.code === 'unrecognized_keys'
        ? 'only declared fields'
        : issue.message.replace(/^Invalid input: expected /, '').replace(/, received .*$/, ''),
  }));
}

function valueAt(root: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    root,
  );
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
