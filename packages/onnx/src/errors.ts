import { defineError } from '@flywheel/contracts';

/** Why a model file is refused before any runtime reads it. */
export type UnsafeReason =
  | 'too_large'
  | 'malformed'
  | 'external_data'
  | 'unknown_domain'
  | 'control_flow'
  | 'local_functions'
  | 'training_graph';

export const unsafeModel = defineError<{ reason: UnsafeReason; found: string }>('UNSAFE_MODEL', {
  statusCode: 400,
  message: ({ reason, found }) =>
    `the ONNX file is refused (${reason}): ${found}. Export a plain inference graph with every weight inside the file.`,
  details: ({ reason, found }) => ({ reason, found }),
});
