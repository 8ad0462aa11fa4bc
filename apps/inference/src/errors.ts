import { defineError } from '@flywheel/contracts';

export const modelNotFound = defineError<{ name: string; known: string[] }>('MODEL_NOT_FOUND', {
  statusCode: 404,
  message: ({ name, known }) =>
    `there is no model "${name.slice(0, 80)}" here; served are: ${known.join(', ') || 'none'}. Use one of these names.`,
});

export const modelVersionNotFound = defineError<{ name: string; version: string; served: string }>(
  'MODEL_VERSION_NOT_FOUND',
  {
    statusCode: 404,
    message: ({ name, version, served }) =>
      `version "${version.slice(0, 80)}" of ${name} is not served, version ${served} is. Leave the version out to reach the champion.`,
  },
);

export const modelNotReady = defineError<{ name: string; reason: string }>('MODEL_NOT_READY', {
  statusCode: 503,
  retryable: true,
  message: ({ name, reason }) => `model ${name} is not ready: ${reason}. Try again in a moment.`,
});

export type RefusalReason =
  'manifest' | 'digest' | 'unsafe' | 'runtime' | 'signature' | 'golden' | 'incomplete';

/** A downloaded version that is not what it says it is: it is never served. */
export const modelRefused = defineError<{
  model: string;
  version: string;
  reason: RefusalReason;
  found: string;
}>('MODEL_REFUSED', {
  statusCode: 500,
  message: ({ model, version, reason, found }) =>
    `version ${version} of ${model} is refused (${reason}): ${found}. The version served before stays; train and register a new one.`,
  details: ({ reason, found }) => ({ reason, found }),
});

export const invalidTensor = defineError<{ tensor: string; received: string; expected: string }>(
  'INVALID_TENSOR',
  {
    statusCode: 400,
    message: ({ tensor, received, expected }) =>
      `tensor ${tensor.slice(0, 80)}: received ${received}, expected ${expected}`,
    details: ({ tensor, received, expected }) => ({ problems: [{ field: tensor, received, expected }] }),
  },
);

export const invalidBinaryBody = defineError<{ received: string; expected: string }>('INVALID_BINARY_BODY', {
  statusCode: 400,
  message: ({ received, expected }) => `the binary body: received ${received}, expected ${expected}`,
});

export const unsupportedEncoding = defineError<{ received: string }>('UNSUPPORTED_ENCODING', {
  statusCode: 415,
  message: ({ received }) =>
    `content encoding ${received} is not understood here, expected gzip, deflate or identity.`,
});

export const tooManyRequests = defineError<{ limit: number }>('OVERLOADED', {
  statusCode: 503,
  retryable: true,
  message: ({ limit }) => `${limit} requests are being answered already. Try again in a second.`,
});
