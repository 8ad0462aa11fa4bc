import { defineError } from '@flywheel/contracts';

export const trainingProcessCrashed = defineError<{ how: string; lastLine: string }>(
  'TRAINING_PROCESS_CRASHED',
  {
    statusCode: 500,
    retryable: true,
    message: ({ how, lastLine }) =>
      `the training process ended (${how}) before it gave a result. Its last line: ${lastLine}. The job is tried again; read its logs when it fails for good.`,
  },
);

export const trainingOutOfMemory = defineError<{ heapMegabytes: number }>('TRAINING_OUT_OF_MEMORY', {
  statusCode: 500,
  message: ({ heapMegabytes }) =>
    `training needed more than its ${heapMegabytes} MB of heap. Set TRAINING_HEAP_MB higher, or give the candidate fewer rows (maxRows).`,
});

export const trainingProtocolBroken = defineError<{ problem: string }>('TRAINING_PROTOCOL_BROKEN', {
  statusCode: 500,
  message: ({ problem }) =>
    `the training process sent a message that the trainer does not know (${problem}). Start both from the same release.`,
});
