import type { JobProgress } from '@flywheel/contracts';
import { expect, test } from 'vitest';
import { createJobReporter } from './job-reporter.ts';

const at = (fraction: number): JobProgress => ({ stage: 'train', fraction, message: 'fitting' });

function createFakeJob(write: (line: string) => Promise<void> | void) {
  return {
    log: async (line: string) => {
      await write(`log ${line}`);
      return 1;
    },
    updateProgress: async (progress: unknown) => {
      await write(`progress ${(progress as JobProgress).fraction}`);
    },
  };
}

test('reports are written in order, and of waiting progress only the newest', async () => {
  const written: string[] = [];
  const reporter = createJobReporter(
    createFakeJob((line) => void written.push(line)),
    {
      signal: new AbortController().signal,
      onError: (error) => written.push(String(error)),
    },
  );
  reporter.log('first');
  reporter.progress(at(0.1));
  reporter.progress(at(0.2));
  reporter.progress(at(0.3));
  await reporter.flush();
  reporter.progress(at(0.4));
  await reporter.flush();
  expect(written).toEqual(['log first', 'progress 0.3', 'progress 0.4']);
});

test('a report that cannot be written is told of and stops nothing', async () => {
  const errors: string[] = [];
  let calls = 0;
  const reporter = createJobReporter(
    createFakeJob(() => {
      calls += 1;
      if (calls === 1) throw new Error('database is away');
    }),
    { signal: new AbortController().signal, onError: (error) => errors.push(error.message) },
  );
  reporter.log('lost');
  reporter.log('kept');
  await reporter.flush();
  expect({ errors, calls }).toEqual({ errors: ['database is away'], calls: 2 });
});

test('nothing is written once the attempt is over', async () => {
  const written: string[] = [];
  const over = new AbortController();
  const reporter = createJobReporter(
    createFakeJob((line) => void written.push(line)),
    { signal: over.signal, onError: () => undefined },
  );
  over.abort();
  reporter.log('zombie');
  reporter.progress(at(1));
  await reporter.flush();
  expect(written).toEqual([]);
});
