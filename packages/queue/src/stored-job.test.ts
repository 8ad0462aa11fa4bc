import type { TrainingJob, TrainingResult } from '@flywheel/contracts';
import { expect, test } from 'vitest';
import { viewOf, type QueuedJob } from './stored-job.ts';
import { waitForResult } from './wait-for-result.ts';

const data: TrainingJob = {
  schemaVersion: 1,
  project: 'flights',
  train: { from: '2001-01-01T00:00:00Z', until: '2001-02-01T00:00:00Z' },
  test: { from: '2001-02-01T00:00:00Z', until: '2001-03-01T00:00:00Z' },
  seed: 1,
  promote: true,
  reason: 'test',
  requestedBy: 'test',
  at: '2001-03-01T00:00:00Z',
};
const result: TrainingResult = {
  runId: 'run-1',
  datasetDigest: 'a'.repeat(64),
  modelVersion: '1',
  evaluationId: 'e',
  promotionDecisionId: null,
  outcome: 'registered',
};
const completed = (returnvalue: unknown): QueuedJob =>
  ({ id: 'job-1', data, attemptsStarted: 1, progress: 0, returnvalue }) as QueuedJob;

test('a completed job shows its result', () => {
  expect(viewOf(completed(result), 'completed', [])).toMatchObject({ state: 'completed', result });
});

test('a completed job of another release shows no result, and waiting for it ends with the reason', async () => {
  const view = viewOf(completed({ version: 1 }), 'completed', []);
  expect(view).toMatchObject({ state: 'completed', result: null, failure: null });
  await expect(waitForResult({ jobId: 'job-1', get: async () => view })).rejects.toMatchObject({
    code: 'JOB_FAILED',
    message: expect.stringContaining('does not read'),
  });
});
