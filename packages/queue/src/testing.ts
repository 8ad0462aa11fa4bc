import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TrainingJob, TrainingResult } from '@flywheel/contracts';

export const exampleJob: TrainingJob = {
  schemaVersion: 1,
  project: 'flights',
  train: { from: '2001-01-01T00:00:00Z', until: '2001-02-01T00:00:00Z' },
  test: { from: '2001-02-01T00:00:00Z', until: '2001-02-15T00:00:00Z' },
  seed: 7,
  promote: true,
  reason: 'first champion',
  requestedBy: 'test',
  at: '2001-02-15T00:00:00Z',
};

export const exampleResult: TrainingResult = {
  runId: 'run-1',
  datasetDigest: 'abc',
  modelVersion: '1',
  evaluationId: 'flights-1-abc',
  promotionDecisionId: null,
  outcome: 'registered',
};

export interface TestRedis {
  url: string;
  stop: () => Promise<void>;
}

const REDIS = 'redis-server';

/** True when this machine has no Redis; on CI the suite fails instead of leaving its Redis half out. */
export function isRedisMissing(environment: Record<string, string | undefined>): boolean {
  return environment['CI'] !== 'true' && spawnSync(REDIS, ['--version']).error !== undefined;
}

/** A Redis of its own on a free port, with its files in a temporary folder. */
export async function startTestRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'flywheel-test-redis-'));
  const port = await freePort();
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const server = spawn(REDIS, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`redis-server ended with code ${code}`)));
    createInterface(server.stdout).on('line', (line) => {
      if (line.includes('Ready to accept connections')) resolve();
    });
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
