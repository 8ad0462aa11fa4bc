import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evaluation, Figures } from '@flywheel/contracts';
import { loadProject } from '@flywheel/project';
import { createLogger } from '@flywheel/service';
import { createTestDatabase } from '@flywheel/store/testing';
import { createTrackingClient, type TrackingClient } from '@flywheel/tracking';
import { createApp } from './app.ts';
import { loadRegistryConfig } from './config.ts';

export interface TestRegistry {
  uri: string;
  /** Where the artifacts are. */
  folder: string;
  client: TrackingClient;
  /** Sends JSON, or nothing for a GET, and returns status and JSON as they are. */
  call: (method: string, path: string, body?: unknown) => Promise<{ status: number; json: TestJson }>;
  stop: () => Promise<void>;
}

/** An answer whose fields a test looks at by name, at any depth. */
export interface TestJson {
  [field: string]: TestJson;
}

/** The text that a field is expected to hold. */
export function textOf(value: TestJson | undefined): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`expected a text, received ${JSON.stringify(value)}`);
}

/** The registry on a database, a folder and a port of its own, with the project flights. */
export async function startTestRegistry(environment: Record<string, string> = {}): Promise<TestRegistry> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'flywheel-registry-'));
  const { server, close } = await createApp({
    config: loadRegistryConfig({
      DATABASE_URL: database.url,
      ARTIFACT_URL: `file:${folder}`,
      ...environment,
    }),
    logger: createLogger({ name: 'registry', level: 'silent' }),
    projects: [await loadProject('flights')],
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const uri = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return {
    uri,
    folder,
    client: createTrackingClient({ uri, retries: 0 }),
    call: async (method, path, body) => {
      const response = await fetch(`${uri}${path}`, {
        method,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      });
      return { status: response.status, json: (await response.json()) as TestJson };
    },
    stop: async () => {
      await server.close();
      await close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A run with a file `model/model.onnx`, registered as the next version. */
export async function registerVersion(client: TrackingClient, model = 'flights'): Promise<string> {
  const experimentId = await client.getOrCreateExperiment('tests');
  const run = await client.createRun({ experimentId, startTime: 0 });
  await client.uploadArtifact(`${run.artifactUri}/model/model.onnx`, `model of ${run.runId}`);
  await client.createRegisteredModel(model);
  const source = `${run.artifactUri}/model`;
  return (await client.createModelVersion({ model, source, runId: run.runId })).version;
}

/** An evaluation with figures that pass the gate of flights when `rocAuc` beats the champion's. */
export function makeEvaluation(options: {
  version: string;
  rocAuc: number;
  champion: { version: string; rocAuc: number } | null;
  rows?: number;
}): Omit<Evaluation, 'createdAt'> {
  const { version, champion, rows = 6000 } = options;
  const figures = (rocAuc: number, logLoss: number): Figures => ({
    rows,
    positives: 1200,
    rocAuc,
    logLoss,
    brier: 0.14,
    averagePrecision: 0.4,
    accuracy: 0.8,
  });
  return {
    id: `flights-${version}-against-${champion?.version ?? 'none'}-${options.rocAuc}`,
    project: 'flights',
    model: 'flights',
    challenger: { version, figures: figures(options.rocAuc, 0.45) },
    champion: champion && { version: champion.version, figures: figures(champion.rocAuc, 0.46) },
    baseline: figures(0.5, 0.5),
    rows: {
      interval: { from: '2001-03-01T00:00:00Z', until: '2001-04-01T00:00:00Z' },
      digest: 'a'.repeat(64),
    },
  };
}
