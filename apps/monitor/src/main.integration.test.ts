import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { loadProject } from '@flywheel/project';
import { createTrainingQueue } from '@flywheel/queue';
import { readDecisions, readLastWindows } from '@flywheel/store';
import { createTestDatabase, type TestDatabase } from '@flywheel/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog, makeModel } from '../test/support.ts';

let database: TestDatabase;
let registry: Server;
const children: ChildProcess[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  registry = await serveRegistry();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  registry.closeAllConnections();
  registry.close();
  await database.drop();
});

test('a monitor that is killed and started again closes each window once and enqueues one job', async () => {
  const project = await loadProject('flights');
  const log = createLog(database.db, 'flights');
  const queue = createTrainingQueue({ databaseUrl: database.url });
  await queue.ready();
  await log.append({ days: 14, quality: 'good', rowsADay: 150 });
  const first = await startMonitor();
  await until(async () => (await windows()).length === 2);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  await log.append({ days: 17, quality: 'bad', rowsADay: 150 });
  const second = await startMonitor();
  await until(async () => (await queue.list(10)).length === 1);
  second.child.kill('SIGKILL');
  await once(second.child, 'exit');

  const third = await startMonitor();
  const metrics = await (await fetch(`${third.url}/metrics`)).text();
  expect(metrics).toContain('flywheel_drift_psi{project="flights",model="flights",version="1",feature="x"');
  expect((await fetch(`${third.url}/health/ready`)).status).toBe(200);
  third.child.kill('SIGTERM');
  expect(await once(third.child, 'exit')).toEqual([0, null]);

  const decisions = await readDecisions(database.db, { project: 'flights', limit: 10 });
  expect(decisions.filter(({ decision }) => decision === 'started').length).toBe(1);
  const jobs = await queue.list(10);
  expect(jobs.map(({ id, job }) => [id, job.train.from])).toEqual([
    [decisions.at(-1)!.jobId, project.training.first.trainFrom],
  ]);
  expect(new Set((await windows()).map(({ window }) => window.from)).size).toBe((await windows()).length);
  await queue.close();
});

test('a monitor without its registry stays up and says that its looks fail', async () => {
  const { url, child } = await startMonitor({ MLFLOW_TRACKING_URI: 'http://127.0.0.1:9' });
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toMatch(/flywheel_monitor_runs_total\{project="flights",result="failed".*\} \d/);
  expect(child.exitCode).toBeNull();
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

const windows = () => readLastWindows(database.db, { project: 'flights', limit: 100 });

async function startMonitor(
  environment: Record<string, string> = {},
): Promise<{ child: ChildProcess; url: string }> {
  const { port } = registry.address() as AddressInfo;
  const child = spawn(process.execPath, [fileURLToPath(new URL('./main.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: database.url,
      MLFLOW_TRACKING_URI: `http://127.0.0.1:${port}`,
      MONITOR_PORT: '0',
      MONITOR_INTERVAL_SECONDS: '0.1',
      ...environment,
    },
  });
  children.push(child);
  let output = '';
  child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const address = (): string | undefined =>
    /"address":"127.0.0.1","family":"IPv4","port":(\d+)/.exec(output)?.[1];
  await until(async () => address() !== undefined);
  const url = `http://127.0.0.1:${address()}`;
  await until(async () => (await fetch(`${url}/health/ready`)).ok);
  return { child, url };
}

/** Asks until it holds; the test's own time limit ends it. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** What the monitor asks of an MLflow server: the champion is version 1, whose package has two files. */
async function serveRegistry(): Promise<Server> {
  const project = await loadProject('flights');
  const { reference, trainUntil } = makeModel('1');
  const referenceJson = JSON.stringify(reference);
  const figures = {
    rows: 1,
    positives: 1,
    rocAuc: 0.7,
    logLoss: 0.5,
    brier: 0.2,
    averagePrecision: 0.5,
    accuracy: 0.8,
  };
  const interval = { from: '2001-01-01T00:00:00Z', until: trainUntil };
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
  const manifest = {
    schemaVersion: 1,
    project: 'flights',
    task: 'binary',
    features: project.features,
    target: project.target,
    categories: {},
    threshold: 0.5,
    estimator: 'gbdt',
    params: {},
    seed: 1,
    candidates: [],
    train: { interval, rows: 1 },
    test: { interval, figures },
    datasetDigest: digest('rows'),
    runId: 'run',
    gitCommit: null,
    digests: { 'reference.json': digest(referenceJson) },
  };
  const folder = 'mlflow-artifacts:/1/run/artifacts/model';
  const version = { name: 'flights', version: '1', run_id: 'run', source: folder, aliases: ['champion'] };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://registry');
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    if (pathname.endsWith('/registered-models/alias') && searchParams.get('alias') === 'champion')
      return answer(200, { model_version: { ...version, creation_timestamp: 1, last_updated_timestamp: 1 } });
    if (pathname.endsWith('/get-download-uri')) return answer(200, { artifact_uri: folder });
    if (pathname.endsWith('/1/run/artifacts/model/manifest.json')) return answer(200, manifest);
    if (pathname.endsWith('/1/run/artifacts/model/reference.json')) return answer(200, referenceJson);
    return answer(404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'unknown' });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
