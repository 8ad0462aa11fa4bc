import { defineError } from '@flywheel/contracts';

export const invalidConfig = defineError<{ app: string; problems: string[] }>('INVALID_CONFIG', {
  statusCode: 500,
  message: ({ app, problems }) =>
    `${app} cannot start, its environment is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}\nCorrect these variables (.env.example explains each) and start again.`,
});

export const portInUse = defineError<{ app: string; host: string; port: number }>('PORT_IN_USE', {
  statusCode: 500,
  message: ({ app, host, port }) =>
    `${app} cannot listen on ${host}:${port}, another program does. Stop that program or set another port in the environment.`,
});

export const invalidRequest = defineError<{
  problems: { field: string; received: string; expected: string }[];
}>('INVALID_REQUEST', {
  statusCode: 400,
  message: ({ problems }) =>
    problems
      .map(({ field, received, expected }) => `${field}: received ${received}, expected ${expected}`)
      .join('; '),
  details: ({ problems }) => ({ problems }),
});

export const brokenJson = defineError<{ reason: string }>('BROKEN_JSON', {
  statusCode: 400,
  message: ({ reason }) =>
    `the body is not valid JSON (${reason}). Send one JSON object, e.g. with curl --json.`,
});

export const bodyTooLarge = defineError<{ limitBytes: number }>('BODY_TOO_LARGE', {
  statusCode: 413,
  message: ({ limitBytes }) => `the body is larger than ${limitBytes} bytes. Split it into several requests.`,
});

export const unsupportedMediaType = defineError<{ received: string }>('UNSUPPORTED_MEDIA_TYPE', {
  statusCode: 415,
  message: ({ received }) => `content type ${received} is not understood here, expected application/json.`,
});

export const routeNotFound = defineError<{ method: string; path: string }>('ROUTE_NOT_FOUND', {
  statusCode: 404,
  message: ({ method, path }) => `there is no route ${method} ${path}. GET /docs lists the routes.`,
});

export const badRequest = defineError<{ statusCode: number; reason: string }>('BAD_REQUEST', {
  statusCode: 400,
  message: ({ reason }) => `the request could not be read (${reason}).`,
});
