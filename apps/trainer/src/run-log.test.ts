import type { Run } from '@flywheel/tracking';
import { expect, test } from 'vitest';
import { createRunLog } from './run-log.ts';

test('the lines of an attempt become a file of its run, each with its time', async () => {
  const files: Record<string, unknown> = {};
  let second = 0;
  const log = createRunLog({
    attempt: 2,
    now: () => new Date(Date.UTC(2026, 0, 1, 0, 0, second++)),
    tracking: {
      getRun: async (runId) => ({ runId, artifactUri: `mlflow-artifacts:/1/${runId}/artifacts` }) as Run,
      uploadArtifact: async (uri, content) => void (files[uri] = content),
    },
  });
  log.add('prepare: reading');
  log.add('registered as flights version 1');
  await log.keep('abc');
  expect(files).toEqual({
    'mlflow-artifacts:/1/abc/artifacts/logs/training-2.log':
      '2026-01-01T00:00:00.000Z prepare: reading\n2026-01-01T00:00:01.000Z registered as flights version 1\n',
  });
});
