import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@flywheel/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTrainingQueue, createTrainingWorker } from './index.ts';
import { exampleJob, exampleResult, freePort } from './testing.ts';

let folder: string;
let postgres: EmbeddedPostgres;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flywheel-queue-restart-'));
  postgres = await startEmbeddedPostgres({ folder, port: await freePort() });
});
afterEach(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a queue, its worker and the running job outlive the sudden death of the database', async () => {
  const errors: string[] = [];
  const address = { databaseUrl: postgres.url, onError: (error: Error) => errors.push(error.message) };
  const queue = createTrainingQueue(address);
  await queue.ready();
  const { promise: hasStarted, resolve: start } = Promise.withResolvers<void>();
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const worker = createTrainingWorker({
    ...address,
    run: async () => {
      start();
      await mayEnd;
      return exampleResult;
    },
  });
  await worker.start();
  await queue.enqueue(exampleJob, { jobId: 'outlives' });
  await hasStarted;

  process.kill(postgres.pid, 'SIGKILL');
  await postgres.exited;
  await expect(queue.get('outlives')).rejects.toThrow();
  postgres = await startEmbeddedPostgres({ folder, port: postgres.port });
  await expect
    .poll(() => queue.get('outlives').catch(() => null), { timeout: 15_000 })
    .toMatchObject({ state: 'active' });
  end();
  expect(await queue.waitForResult('outlives')).toEqual(exampleResult);
  expect(await queue.get('outlives')).toMatchObject({ attempt: 1 });

  await queue.enqueue(exampleJob, { jobId: 'afterwards' });
  expect(await queue.waitForResult('afterwards')).toEqual(exampleResult);
  expect(errors.length).toBeGreaterThan(0);
  await worker.close();
  await queue.close();
});
