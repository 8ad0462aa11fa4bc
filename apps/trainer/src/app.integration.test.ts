import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobViewSchema, jobsResponseSchema } from '@flywheel/contracts';
import { trainingJobId } from '@flywheel/queue';
import { exampleJob } from '@flywheel/queue/testing';
import { createLogger } from '@flywheel/service';
import { createTestDatabase, type TestDatabase } from '@flywheel/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp, type TrainerApp } from './app.ts';
import { loadTrainerConfig } from './config.ts';

describe('the API of the trainer', () => {
  let database: TestDatabase;
  let folder: string;
  let app: TrainerApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'flywheel-trainer-'));
    app = await createApp({
      config: loadTrainerConfig({ DATABASE_URL: database.url, FLYWHEEL_HOME: folder }),
      logger: createLogger({ name: 'trainer', level: 'silent' }),
      gitCommit: null,
      childEnvironment: { PATH: process.env['PATH'], SIDE_EFFECTS: join(folder, 'side-effects.txt') },
      childEntry: new URL('../test/fake-job-process.ts', import.meta.url),
    });
  });
  afterAll(async () => {
    await app.server.close();
    await app.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const get = (url: string) => app.server.inject({ method: 'GET', url });
  const post = (url: string, body?: object, headers: Record<string, string> = {}) =>
    app.server.inject({ method: 'POST', url, headers, ...(body && { payload: body }) });

  test('is not ready before it takes jobs', async () => {
    expect((await get('/health/ready')).statusCode).toBe(503);
    expect((await get('/health/live')).statusCode).toBe(200);
    await app.start();
    expect((await get('/health/ready')).statusCode).toBe(200);
  });

  test('a posted job runs, and posting it again is the same job', async () => {
    const first = await post('/jobs', exampleJob);
    expect(first.statusCode).toBe(202);
    const { id } = jobViewSchema.parse(first.json());
    expect(id).toBe(trainingJobId(exampleJob));
    await expect
      .poll(async () => jobViewSchema.parse((await get(`/jobs/${id}`)).json()).state, { timeout: 15_000 })
      .toBe('completed');
    expect(jobViewSchema.parse((await post('/jobs', exampleJob)).json())).toMatchObject({
      id,
      state: 'completed',
      attempt: 1,
    });
    const { jobs } = jobsResponseSchema.parse((await get('/jobs?limit=1')).json());
    expect(jobs).toMatchObject([{ id, logs: [] }]);
  });

  test('a running job is cancelled', async () => {
    const job = { ...exampleJob, reason: 'hang' };
    await post('/jobs', job, { 'idempotency-key': 'to-cancel' });
    const state = async (): Promise<string> =>
      jobViewSchema.parse((await get('/jobs/to-cancel')).json()).state;
    const stage = async (): Promise<string | undefined> =>
      jobViewSchema.parse((await get('/jobs/to-cancel')).json()).progress?.stage;
    await expect.poll(stage, { timeout: 15_000 }).toBe('prepare');
    expect(await state()).toBe('active');
    expect((await post('/jobs/to-cancel/cancel')).statusCode).toBe(200);
    await expect.poll(state, { timeout: 15_000 }).toBe('cancelled');
    expect(jobViewSchema.parse((await post('/jobs/to-cancel/cancel')).json()).state).toBe('cancelled');
  });

  test('bad input is refused with what is wrong', async () => {
    const wrong = await post('/jobs', { ...exampleJob, seed: 'seven' });
    expect([wrong.statusCode, wrong.json()]).toMatchObject([400, { code: 'INVALID_REQUEST' }]);
    expect(wrong.body).toContain('seed');
    const foreign = await post('/jobs', { ...exampleJob, project: 'unicorns' });
    expect([foreign.statusCode, foreign.json()]).toMatchObject([404, { code: 'UNKNOWN_PROJECT' }]);
    const id = await post('/jobs', exampleJob, { 'idempotency-key': 'a:b' });
    expect([id.statusCode, id.json()]).toMatchObject([400, { code: 'INVALID_JOB_ID' }]);
    expect((await get('/jobs/nobody')).json()).toMatchObject({ code: 'JOB_NOT_FOUND' });
    expect((await post('/jobs/nobody/cancel')).statusCode).toBe(404);
    expect((await get('/jobs?limit=0')).statusCode).toBe(400);
  });

  test('metrics tell how jobs ended, how deep the queue is and that no training process runs', async () => {
    const { body } = await get('/metrics');
    const value = (name: string, label = ''): string | undefined =>
      body
        .split('\n')
        .find((line) => line.startsWith(name) && line.includes(label))
        ?.split(' ')
        .at(-1);
    expect(value('flywheel_training_jobs_total{', 'project="flights",result="completed"')).toBe('1');
    expect(value('flywheel_training_jobs_total{', 'project="flights",result="cancelled"')).toBe('1');
    expect(value('flywheel_training_job_duration_seconds_count{', 'result="completed"')).toBe('1');
    expect(value('flywheel_queue_jobs{', 'state="completed"')).toBe('1');
    expect(value('flywheel_queue_jobs{', 'state="failed"')).toBe('1');
    expect(value('flywheel_queue_jobs{', 'state="waiting"')).toBe('0');
    expect(value('flywheel_training_stage_progress_ratio{', 'stage="prepare"')).toBe('0.1');
    expect(value('flywheel_training_process_memory_bytes{')).toBe('0');
  });
});
