import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobProgress, TrainingResult } from '@flywheel/contracts';
import { exampleJob } from '@flywheel/queue/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runInChild } from './run-in-child.ts';

const entry = new URL('../test/fake-job-process.ts', import.meta.url);

describe('a training process', () => {
  let folder: string;
  let sideEffects: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flywheel-child-'));
    sideEffects = join(folder, 'side-effects.txt');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function train(
    reason: string,
    listening: { signal?: AbortSignal; logs?: string[]; progress?: JobProgress[]; memory?: number[] } = {},
  ): Promise<TrainingResult> {
    const { signal = new AbortController().signal, logs = [], progress = [], memory = [] } = listening;
    return runInChild(
      {
        job: { ...exampleJob, reason },
        jobId: 'job-1',
        attempt: 1,
        flywheelHome: folder,
        trackingUri: 'http://127.0.0.1:1',
        gitCommit: null,
      },
      {
        entry,
        environment: { PATH: process.env['PATH'], SIDE_EFFECTS: sideEffects },
        heapMegabytes: 64,
      },
      {
        signal,
        log: (line) => logs.push(line),
        progress: (report) => progress.push(report),
        onMemory: (bytes) => memory.push(bytes),
      },
    );
  }

  const started = async (): Promise<string> => {
    await expect
      .poll(() => readFile(sideEffects, 'utf8').catch(() => ''), { timeout: 10_000 })
      .toMatch(/start/);
    return readFile(sideEffects, 'utf8');
  };
  const pidOf = (line: string): number => Number(line.trim().split(' ')[3]);

  test('reports progress, logs and memory, and gives its result', async () => {
    const logs: string[] = [];
    const progress: JobProgress[] = [];
    const memory: number[] = [];
    const result = await train('complete', { logs, progress, memory });
    expect(result.runId).toBe('run-job-1');
    expect(progress.map(({ stage }) => stage)).toEqual(['prepare', 'promote']);
    expect(logs).toEqual(['job of flights']);
    expect(memory[0]).toBeGreaterThan(10_000_000);
    expect(memory.at(-1)).toBe(0);
  });

  test('runs TensorFlow on one thread', async () => {
    const logs: string[] = [];
    await train('environment', { logs });
    expect(JSON.parse(logs[1]!)).toMatchObject({ TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' });
  });

  test('passes the code and the retry rule of its failure on', async () => {
    const logs: string[] = [];
    await expect(train('bad data', { logs })).rejects.toMatchObject({
      code: 'TEST_BAD_DATA',
      statusCode: 422,
      retryable: false,
    });
    expect(logs.join('\n')).toContain('fake-job-process.ts');
    await expect(train('flaky')).rejects.toMatchObject({ code: 'TEST_FLAKY', retryable: true });
  });

  test('a crash is reported with how it ended, and may be tried again', async () => {
    await expect(train('exit')).rejects.toMatchObject({
      code: 'TRAINING_PROCESS_CRASHED',
      retryable: true,
      message: expect.stringContaining('exit code 3'),
    });
  });

  test('a kill from outside is reported with its signal', async () => {
    const killed = train('hang');
    killed.catch(() => undefined);
    process.kill(pidOf(await started()), 'SIGKILL');
    await expect(killed).rejects.toMatchObject({ message: expect.stringContaining('signal SIGKILL') });
  });

  test('running out of heap is named so, and is not tried again', async () => {
    await expect(train('out of memory')).rejects.toMatchObject({
      code: 'TRAINING_OUT_OF_MEMORY',
      retryable: false,
    });
  });

  test('ends before the two seconds of grace are over when it listens, and soon after them when it is deep in a computation', async () => {
    for (const [reason, limitMs] of [
      ['hang', 1900],
      ['block', 6000],
    ] as const) {
      await rm(sideEffects, { force: true });
      const stop = new AbortController();
      const training = train(reason, { signal: stop.signal });
      training.catch(() => undefined);
      const pid = pidOf(await started());
      const askedAt = performance.now();
      stop.abort(new Error('cancelled'));
      await expect(training).rejects.toThrow('cancelled');
      expect(performance.now() - askedAt).toBeLessThan(limitMs);
      expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    }
  });
});
