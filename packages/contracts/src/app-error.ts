/** What every deliberate failure carries; anything else that reaches a server's error handler is a 500. */
export interface AppErrorFields {
  /** Stable name in the catalogue, upper snake case, never reused: docs/errors.md explains each one. */
  readonly code: string;
  /** HTTP status that a server answers with. */
  readonly statusCode: number;
  /** True when the same call may succeed later without a change: the queue tries again. */
  readonly retryable: boolean;
}

/** A failure that was foreseen: the message says what is wrong, what was received and what to do next. */
export class AppError extends Error implements AppErrorFields {
  override readonly name = 'AppError';
  readonly code: string;
  readonly statusCode: number;
  readonly retryable: boolean;
  /** Facts for programs (field, received, expected); safe to show to the caller. */
  readonly details: Record<string, unknown> | undefined;

  constructor(
    fields: AppErrorFields & { message: string; details?: Record<string, unknown>; cause?: unknown },
  ) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.statusCode = fields.statusCode;
    this.retryable = fields.retryable;
    this.details = fields.details;
  }
}

/** Makes the factory of one failure; `Input` is what the message needs to be concrete. */
export function defineError<Input = void>(
  code: string,
  options: {
    statusCode: number;
    retryable?: boolean;
    message: (input: Input) => string;
    details?: (input: Input) => Record<string, unknown>;
  },
): ((input: Input, cause?: unknown) => AppError) & AppErrorFields {
  const fields = { code, statusCode: options.statusCode, retryable: options.retryable ?? false };
  const create = (input: Input, cause?: unknown): AppError =>
    new AppError({ ...fields, message: options.message(input), details: options.details?.(input), cause });
  return Object.assign(create, fields);
}
