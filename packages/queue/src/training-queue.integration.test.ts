import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineError, type JobProgress } from '@flywheel/contracts';
import { createTestDatabase, type TestDatabase } from '@flywheel/store/testing';
import { sql } from 'kysely';
import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  createTrainingQueue,
  createTrainingWorker,
  trainingJobId,
  type RunJob,
  type TrainingQueue,
} from './index.ts';
import { createBackend, type QueueAddress } from './queue-backend.ts';
import {
  exampleJob as job,
  exampleResult as result,
  isRedisMissing,
  startTestRedis,
  type TestRedis,
} from './testing.ts';

const badData = defineError('TEST_BAD_DATA', { statusCode: 422, message: () => 'the data is bad.' });
const flaky = defineError('TEST_FLAKY', { statusCode: 503, retryable: true, message: () => 'try again.' });

const patient = { timeout: 15_000 };
const backends = [
  { backend: 'PostgreSQL', needsRedis: false },
  { backend: 'Redis', needsRedis: true },
];

describe.each(backends)('the training queue on $backend', ({ needsRedis }) => {
  describe.skipIf(needsRedis && isRedisMissing(process.env))('with a server', () => {
    let database: TestDatabase | undefined;
    let redis: TestRedis | undefined;
    let address: QueueAddress;
    let queue: TrainingQueue;
    const errors: Error[] = [];
    const toClose: { close: () => Promise<void> }[] = [];

    beforeAll(async () => {
      if (needsRedis) redis = await startTestRedis();
      else database = await createTestDatabase();
      address = { databaseUrl: database?.url ?? 'postgres://unused.invalid/none', redisUrl: redis?.url };
      queue = createTrainingQueue({
        ...address,
        attempts: 3,
        backoffMs: 10,
        onError: (error) => errors.push(error),
      });
      await queue.ready();
    });
    afterEach(async () => {
      await Promise.all(toClose.splice(0).map((opened) => opened.close()));
      errors.length = 0;
    });
    afterAll(async () => {
      await queue.close();
      await redis?.stop();
      await database?.drop();
    });

    async function startWorker(run: RunJob) {
      const worker = createTrainingWorker({
        ...address,
        run,
        watchMs: 50,
        stalledCheckMs: 200,
        onError: (error) => errors.push(error),
      });
      toClose.push(worker);
      await worker.start();
      return worker;
    }

    test('a job goes through with its progress, its logs and its result', async () => {
      await startWorker(async (received, { progress, log, attempt }) => {
        progress({ stage: 'prepare', fraction: 0.1, message: 'reading' });
        log(`attempt ${attempt} of ${received.project}`);
        progress({ stage: 'train', fraction: 0.5, message: 'fitting' });
        return result;
      });
      await queue.enqueue(job, { jobId: 'goes-through' });
      const seen: JobProgress[] = [];
      expect(await queue.waitForResult('goes-through', undefined, (progress) => seen.push(progress))).toEqual(
        result,
      );
      expect(await queue.get('goes-through')).toEqual({
        id: 'goes-through',
        state: 'completed',
        job,
        attempt: 1,
        progress: { stage: 'train', fraction: 0.5, message: 'fitting' },
        result,
        failure: null,
        logs: ['attempt 1 of flights'],
      });
      expect(seen.at(-1)?.stage).toBe('train');
      expect(errors).toEqual([]);
    });

    test('the same id is the same job, before and after it has run', async () => {
      let runs = 0;
      const id = trainingJobId(job);
      await queue.enqueue(job, { jobId: id });
      await queue.enqueue({ ...job, seed: 8 }, { jobId: id });
      await startWorker(async () => {
        runs += 1;
        return result;
      });
      await queue.waitForResult(id);
      const again = await queue.enqueue(job, { jobId: id });
      expect(again).toMatchObject({ state: 'completed', job: { seed: 7 }, attempt: 1 });
      expect(runs).toBe(1);
    });

    test('a failure that may pass is tried again, up to the bound', async () => {
      const attempts: unknown[] = [];
      await startWorker(async (_job, { attempt, isLastAttempt }) => {
        attempts.push({ attempt, isLastAttempt });
        throw flaky();
      });
      await queue.enqueue(job, { jobId: 'flaky' });
      await expect(queue.waitForResult('flaky')).rejects.toThrow('TEST_FLAKY: try again.');
      expect(attempts).toEqual([
        { attempt: 1, isLastAttempt: false },
        { attempt: 2, isLastAttempt: false },
        { attempt: 3, isLastAttempt: true },
      ]);
      expect(await queue.get('flaky')).toMatchObject({ state: 'failed', attempt: 3 });
    });

    test('a failure that would come again is not tried again', async () => {
      let runs = 0;
      await startWorker(async () => {
        runs += 1;
        throw badData();
      });
      await queue.enqueue(job, { jobId: 'bad-data' });
      await expect(queue.waitForResult('bad-data')).rejects.toMatchObject({ code: 'JOB_FAILED' });
      expect(runs).toBe(1);
      expect(await queue.get('bad-data')).toMatchObject({
        state: 'failed',
        failure: 'TEST_BAD_DATA: the data is bad.',
      });
    });

    test('cancelling stops a running job within two seconds', async () => {
      const { promise: started, resolve: start } = Promise.withResolvers<void>();
      await startWorker(async (_job, { signal }) => {
        start();
        await once(signal, 'abort');
        throw new Error('stopped half-way');
      });
      await queue.enqueue(job, { jobId: 'cancel-running' });
      await started;
      const askedAt = performance.now();
      await queue.cancel('cancel-running');
      await expect(queue.waitForResult('cancel-running')).rejects.toMatchObject({ code: 'JOB_CANCELLED' });
      expect(performance.now() - askedAt).toBeLessThan(2000);
      expect(await queue.get('cancel-running')).toMatchObject({ state: 'cancelled', attempt: 1 });
    });

    test('a job cancelled while it waits never starts', async () => {
      const started: string[] = [];
      await queue.enqueue(job, { jobId: 'cancel-waiting' });
      expect(await queue.cancel('cancel-waiting')).toMatchObject({ state: 'cancelled' });
      await queue.enqueue(job, { jobId: 'after-cancelled' });
      await startWorker(async (_job, { jobId }) => {
        started.push(jobId);
        return result;
      });
      await queue.waitForResult('after-cancelled');
      expect(started).toEqual(['after-cancelled']);
      expect(await queue.get('cancel-waiting')).toMatchObject({ state: 'cancelled' });
    });

    test('cancelling a finished job leaves it as it is', async () => {
      await startWorker(async () => result);
      await queue.enqueue(job, { jobId: 'finished' });
      await queue.waitForResult('finished');
      expect(await queue.cancel('finished')).toMatchObject({ state: 'completed', result });
    });

    test('a worker that closes hands its job back and another takes it at once', async () => {
      const { promise: started, resolve: start } = Promise.withResolvers<void>();
      const first = await startWorker(async (_job, { signal }) => {
        start();
        await once(signal, 'abort');
        throw new Error('stopped half-way');
      });
      await queue.enqueue(job, { jobId: 'handed-back' });
      await started;
      const closedAt = performance.now();
      await first.close();
      expect(await queue.get('handed-back')).toMatchObject({ state: 'waiting', failure: null });
      await startWorker(async () => result);
      expect(await queue.waitForResult('handed-back')).toEqual(result);
      expect(performance.now() - closedAt).toBeLessThan(5000);
      expect(await queue.get('handed-back')).toMatchObject({ attempt: 2 });
    });

    test('the late completion of a zombie is refused, and it is told that it lost the lock', async () => {
      const interrupted: unknown[] = [];
      const { promise: hasStarted, resolve: start } = Promise.withResolvers<void>();
      const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
      await startWorker(async (_job, { signal, log }) => {
        signal.addEventListener('abort', () => interrupted.push(signal.reason));
        start();
        await mayEnd;
        log('too late');
        return { ...result, modelVersion: 'zombie' };
      });
      await queue.enqueue(job, { jobId: 'zombie' });
      await hasStarted;
      await expireLock(address, 'zombie');
      await startWorker(async () => result);
      expect(await queue.waitForResult('zombie')).toEqual(result);
      await expect.poll(() => interrupted, patient).toMatchObject([{ code: 'JOB_LOCK_LOST' }]);
      end();
      await expect.poll(() => errors.map(String).join(), patient).toMatch(/zombie/);
      expect(await queue.get('zombie')).toMatchObject({ state: 'completed', result, attempt: 2, logs: [] });
    });

    test('a payload that is no training job is failed by the worker and left out of the list', async () => {
      const foreign = new Queue('flywheel-training', { connection: address }, createBackend);
      toClose.push(foreign);
      await startWorker(async () => result);
      await foreign.add('flights', { schemaVersion: 2 }, { jobId: 'foreign', attempts: 3 });
      await expect.poll(() => foreign.getJobState('foreign'), patient).toBe('failed');
      expect((await foreign.getJob('foreign'))?.failedReason).toMatch(
        /^INVALID_JOB_PAYLOAD: .*schemaVersion/,
      );
      expect((await queue.list(100)).map(({ id }) => id)).not.toContain('foreign');
      await expect(queue.get('foreign')).rejects.toMatchObject({ code: 'INVALID_JOB_PAYLOAD' });
    });

    test('the list is newest first and bounded, and the counts add up', async () => {
      const before = await queue.counts();
      for (const jobId of ['list-a', 'list-b', 'list-c']) {
        await queue.enqueue(job, { jobId });
        await sleep(2);
      }
      expect((await queue.list(2)).map(({ id }) => id)).toEqual(['list-c', 'list-b']);
      expect(await queue.counts()).toEqual({ ...before, waiting: before.waiting + 3 });
      await startWorker(async () => result);
      await queue.waitForResult('list-c');
    });

    test('what is unknown or malformed is refused with a code', async () => {
      expect(await queue.get('nobody')).toBeNull();
      await expect(queue.cancel('nobody')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
      await expect(queue.waitForResult('nobody')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
      await expect(queue.enqueue(job, { jobId: 'a:b' })).rejects.toMatchObject({ code: 'INVALID_JOB_ID' });
      await expect(queue.enqueue({ ...job, seed: 0.5 }, { jobId: 'x' })).rejects.toMatchObject({
        code: 'INVALID_JOB_PAYLOAD',
      });
    });

    test('waiting ends when its signal aborts', async () => {
      await queue.enqueue(job, { jobId: 'nobody-works' });
      await expect(queue.waitForResult('nobody-works', AbortSignal.timeout(50))).rejects.toThrow(/timeout/);
      await queue.cancel('nobody-works');
    });

    if (!needsRedis)
      test('everything of BullMQ is in a schema of its own', async () => {
        const { rows } = await sql<{ schema: string }>`
          select table_schema as schema from information_schema.tables where table_name = 'job'`.execute(
          database!.db,
        );
        expect(rows).toEqual([{ schema: 'bullmq' }]);
      });
  });
});

/** Takes the lock of a running job away, as time does when a process is frozen. */
async function expireLock({ databaseUrl, redisUrl }: QueueAddress, jobId: string): Promise<void> {
  if (redisUrl !== undefined) {
    const { Redis } = await import('ioredis');
    const client = new Redis(redisUrl);
    await client.set(`bull:flywheel-training:${jobId}:lock`, 'nobody', 'PX', 1);
    client.disconnect();
    return;
  }
  const { Client } = await import('pg');
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`update bullmq.job set locked_until_ms = 0, lock_token = 'nobody' where id = $1`, [
    jobId,
  ]);
  await client.end();
}
