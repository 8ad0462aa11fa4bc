import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTrainingQueue, type QueueAddress, type TrainingQueue } from '@flywheel/queue';
import { exampleJob, isRedisMissing, startTestRedis, type TestRedis } from '@flywheel/queue/testing';
import { createTestDatabase, type TestDatabase } from '@flywheel/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isAlive, startTrainer, type TrainerProcess } from '../test/start-trainer.ts';

const backends = [
  { backend: 'PostgreSQL', needsRedis: false },
  { backend: 'Redis', needsRedis: true },
];

describe.each(backends)('a trainer process with its queue on $backend', ({ needsRedis }) => {
  describe.skipIf(needsRedis && isRedisMissing(process.env))('with a server', () => {
    let database: TestDatabase;
    let redis: TestRedis | undefined;
    let address: QueueAddress;
    let queue: TrainingQueue;
    let folder: string;
    const trainers: TrainerProcess[] = [];

    beforeAll(async () => {
      database = await createTestDatabase();
      if (needsRedis) redis = await startTestRedis();
      address = { databaseUrl: database.url, redisUrl: redis?.url };
      queue = createTrainingQueue({ ...address, backoffMs: 10 });
      await queue.ready();
    });
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'flywheel-trainer-'));
    });
    afterEach(async () => {
      await Promise.all(trainers.splice(0).map((trainer) => trainer.kill('SIGKILL')));
      await rm(folder, { recursive: true, force: true });
    });
    afterAll(async () => {
      await queue.close();
      await redis?.stop();
      await database.drop();
    });

    async function start(): Promise<TrainerProcess> {
      const trainer = await startTrainer({
        PATH: process.env['PATH'],
        DATABASE_URL: address.databaseUrl,
        REDIS_URL: address.redisUrl,
        FLYWHEEL_HOME: folder,
        SIDE_EFFECTS: join(folder, 'side-effects.txt'),
      });
      trainers.push(trainer);
      return trainer;
    }
    const enqueue = (jobId: string, reason: string) => queue.enqueue({ ...exampleJob, reason }, { jobId });
    const sideEffects = async (): Promise<string[]> => {
      const text = await readFile(join(folder, 'side-effects.txt'), 'utf8').catch(() => '');
      return text.split('\n').filter((line) => line !== '');
    };
    /** Pid of the training process of the first attempt, once it works. */
    const firstChild = async (): Promise<number> => {
      await expect.poll(sideEffects, { timeout: 15_000 }).toHaveLength(1);
      return Number((await sideEffects())[0]!.split(' ')[3]);
    };

    test('runs a job in a training process and streams what it reports', async () => {
      await start();
      await enqueue('complete', 'complete');
      expect(await queue.waitForResult('complete')).toMatchObject({ runId: 'run-complete' });
      expect(await queue.get('complete')).toMatchObject({
        progress: { stage: 'promote', fraction: 1 },
        logs: ['job of flights'],
        attempt: 1,
      });
    });

    test('killed without warning, it leaves no training process, and its job is done once by the next trainer', async () => {
      const trainer = await start();
      await enqueue('killed', 'hang once');
      const child = await firstChild();
      await expect.poll(async () => (await queue.get('killed'))?.logs, { timeout: 15_000 }).toHaveLength(1);
      await trainer.kill('SIGKILL');
      await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false);
      await start();
      expect(await queue.waitForResult('killed')).toMatchObject({ runId: 'run-killed' });
      expect((await sideEffects()).filter((line) => line.startsWith('end'))).toEqual(['end killed 2']);
      expect(await queue.get('killed')).toMatchObject({
        state: 'completed',
        attempt: 2,
        logs: ['job of flights', 'attempt 2 starts', 'job of flights'],
      });
    });

    test('killed while its training process is deep in a computation, it still leaves none behind', async () => {
      const trainer = await start();
      await enqueue('blocked', 'block');
      const child = await firstChild();
      await trainer.kill('SIGKILL');
      await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false);
      await queue.cancel('blocked');
    });

    test('asked to stop, it hands its job back and exits 0, and the next trainer takes the job at once', async () => {
      const trainer = await start();
      await enqueue('handed-back', 'hang once');
      const child = await firstChild();
      const { code, seconds } = await trainer.kill('SIGTERM');
      expect({ code, isAlive: await isAlive(child) }).toEqual({ code: 0, isAlive: false });
      expect(seconds).toBeLessThan(4);
      expect(await queue.get('handed-back')).toMatchObject({ state: 'waiting', failure: null });
      await start();
      expect(await queue.waitForResult('handed-back')).toMatchObject({ runId: 'run-handed-back' });
      expect(await queue.get('handed-back')).toMatchObject({ attempt: 2 });
    });

    test('a cancelled job and its training process end within three seconds', async () => {
      await start();
      await enqueue('cancelled', 'hang');
      const child = await firstChild();
      const askedAt = performance.now();
      await queue.cancel('cancelled');
      await expect(queue.waitForResult('cancelled')).rejects.toMatchObject({ code: 'JOB_CANCELLED' });
      expect(performance.now() - askedAt).toBeLessThan(3000);
      expect(await isAlive(child)).toBe(false);
    });

    test('crashes are tried again up to the bound, then the job has failed with the reason', async () => {
      await start();
      await enqueue('crashing', 'exit');
      await expect(queue.waitForResult('crashing')).rejects.toThrow('exit code 3');
      expect(await sideEffects()).toHaveLength(3);
      expect(await queue.get('crashing')).toMatchObject({
        state: 'failed',
        failure: expect.stringContaining('TRAINING_PROCESS_CRASHED'),
      });
    });
  });
});
