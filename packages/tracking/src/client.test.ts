import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createTrackingClient } from './client.ts';
import { startLoopback, type Answer, type SeenRequest } from './loopback.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function clientFor(answer: (request: SeenRequest, index: number) => Answer, retries = 3) {
  const server = await startLoopback(answer);
  cleanups.push(server.close);
  return { ...server, client: createTrackingClient({ uri: `${server.uri}/`, retries, backoffMs: 1 }) };
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flywheel-tracking-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const refusal = (status: number, errorCode: string, more = {}): Answer => ({
  status,
  json: { error_code: errorCode, message: `because of ${errorCode}`, ...more },
});
const run = {
  info: {
    run_id: 'r1',
    experiment_id: '7',
    run_name: 'calm-owl-1',
    status: 'RUNNING',
    start_time: '1700000000000',
    artifact_uri: 'mlflow-artifacts:/7/r1/artifacts',
    lifecycle_stage: 'active',
  },
  data: {
    metrics: [{ key: 'loss', value: 'NaN', timestamp: 1, step: 0 }],
    params: [{ key: 'lr', value: '0.1' }],
  },
};

describe('retries', () => {
  it.each([408, 429, 500, 503])('sends again after %i and returns the later answer', async (status) => {
    const { client, seen } = await clientFor((_request, index) =>
      index < 2 ? refusal(status, 'X') : { json: { run } },
    );
    expect((await client.getRun('r1')).runId).toBe('r1');
    expect(seen).toHaveLength(3);
  });

  it('ends after the allowed attempts with a retryable error that names the call and the server', async () => {
    const { client, seen, uri } = await clientFor(() => refusal(503, 'TEMPORARILY_UNAVAILABLE'), 2);
    await expect(client.getRun('r1')).rejects.toMatchObject({
      code: 'TRACKING_UNAVAILABLE',
      retryable: true,
      message: expect.stringContaining(`could not read run r1: the tracking server at ${uri}`),
    });
    expect(seen).toHaveLength(3);
  });

  it('does not send a refused request again', async () => {
    const { client, seen } = await clientFor(() => refusal(400, 'INVALID_PARAMETER_VALUE'));
    await expect(client.updateRun('r1', { status: 'FINISHED' })).rejects.toMatchObject({
      code: 'TRACKING_REFUSED',
      retryable: false,
      details: { errorCode: 'INVALID_PARAMETER_VALUE', status: 400 },
    });
    expect(seen).toHaveLength(1);
  });

  it('reports a server that is not there', async () => {
    const { client, close } = await clientFor(() => ({}), 1);
    await close();
    await expect(client.getRun('r1')).rejects.toMatchObject({ code: 'TRACKING_UNAVAILABLE' });
  });

  it('refuses an answer of another shape', async () => {
    const { client } = await clientFor(() => ({ bytes: Buffer.from('<html>') }));
    await expect(client.getRun('r1')).rejects.toMatchObject({ code: 'TRACKING_ANSWER_INVALID' });
  });
});

describe('experiments and runs', () => {
  it('makes an experiment that is missing and finds one that another process made meanwhile', async () => {
    const { client, seen } = await clientFor((request, index) => {
      if (request.url.includes('/create')) return refusal(400, 'RESOURCE_ALREADY_EXISTS');
      return index === 0
        ? refusal(404, 'RESOURCE_DOES_NOT_EXIST')
        : { json: { experiment: { experiment_id: '7' } } };
    });
    expect(await client.getOrCreateExperiment('flights é')).toBe('7');
    expect(seen.map(({ method, url }) => `${method} ${decodeURIComponent(url)}`)).toEqual([
      'GET /api/2.0/mlflow/experiments/get-by-name?experiment_name=flights+é',
      'POST /api/2.0/mlflow/experiments/create',
      'GET /api/2.0/mlflow/experiments/get-by-name?experiment_name=flights+é',
    ]);
  });

  it('sends the idempotency key as a tag and reads numbers that MLflow writes as text', async () => {
    const { client, seen } = await clientFor(() => ({ json: { run } }));
    const made = await client.createRun({
      experimentId: '7',
      startTime: 5,
      tags: { stage: 'train' },
      idempotencyKey: 'job-1',
    });
    expect(JSON.parse(seen[0]!.body)).toEqual({
      experiment_id: '7',
      start_time: 5,
      tags: [
        { key: 'stage', value: 'train' },
        { key: 'flywheel.idempotencyKey', value: 'job-1' },
      ],
    });
    expect(made).toMatchObject({ startTime: 1_700_000_000_000, endTime: null, params: { lr: '0.1' } });
    expect(made.metrics['loss']).toBeNaN();
  });

  it('splits a batch at the limits of MLflow', async () => {
    const { client, seen } = await clientFor(() => ({}));
    await client.logBatch('r1', {
      params: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`p${index}`, 'x'])),
      tags: { a: 'b' },
      metrics: Array.from({ length: 1001 }, (_, step) => ({ key: 'm', value: step, timestamp: 1, step })),
    });
    const sizes = seen.map(({ body }) => {
      const { params = [], tags = [], metrics = [] } = JSON.parse(body) as Record<string, unknown[]>;
      return [params.length, tags.length, metrics.length];
    });
    expect(sizes).toEqual([
      [100, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1000],
      [0, 0, 1],
    ]);
  });

  it('writes numbers that JSON cannot hold as MLflow does', async () => {
    const { client, seen } = await clientFor(() => ({}));
    await client.logBatch('r1', { metrics: [{ key: 'm', value: -Infinity, timestamp: 1 }] });
    expect(JSON.parse(seen[0]!.body).metrics).toEqual([
      { key: 'm', value: '-Infinity', timestamp: 1, step: 0 },
    ]);
  });

  it('reads every page of a search', async () => {
    const { client, seen } = await clientFor((_request, index) => ({
      json: index === 0 ? { runs: [run], next_page_token: 'more' } : { runs: [run] },
    }));
    expect(await client.searchRuns({ experimentIds: ['7'], filter: "params.lr = '0.1'" })).toHaveLength(2);
    expect(JSON.parse(seen[1]!.body)).toMatchObject({ page_token: 'more', filter: "params.lr = '0.1'" });
  });
});

describe('artifacts', () => {
  it('writes a folder under the run with each path segment encoded once', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'deep'));
    await writeFile(join(folder, 'deep', '50% é.txt'), 'text');
    const { client, seen } = await clientFor(() => ({}));
    await client.uploadFolder('mlflow-artifacts:/7/r1/artifacts/model', folder);
    expect(seen).toEqual([
      {
        method: 'PUT',
        url: '/api/2.0/mlflow-artifacts/artifacts/7/r1/artifacts/model/deep/50%25%20%C3%A9.txt',
        body: 'text',
      },
    ]);
  });

  it('downloads a package with its folders, again where the connection broke off', async () => {
    const folder = await temporaryFolder();
    let broken = 0;
    const { client } = await clientFor(({ url }) => {
      if (url.includes('get-download-uri')) return { json: { artifact_uri: 'mlflow-artifacts:/v/1' } };
      if (url.includes('?path=v%2F1%2Fdata'))
        return { json: { files: [{ path: 'b', is_dir: false, file_size: 3 }] } };
      if (url.includes('?path='))
        return {
          json: {
            files: [
              { path: 'a', is_dir: false, file_size: '3' },
              { path: 'data', is_dir: true },
            ],
          },
        };
      if (url.endsWith('/a') && broken++ === 0) return { bytes: Buffer.from('ha'), breakOff: true };
      return { bytes: Buffer.from(url.endsWith('/a') ? 'aaa' : 'bbb') };
    });
    expect(await client.downloadModelPackage('flights', '1', folder)).toEqual(['a', 'data/b']);
    expect(broken).toBe(2);
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('aaa');
    expect(await readFile(join(folder, 'data', 'b'), 'utf8')).toBe('bbb');
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(['a', 'data', 'data/b']);
  });

  it.each(['..', '../x', 'a/b', 'C:\\x', ''])(
    'refuses to download a file that calls itself "%s"',
    async (path) => {
      const folder = await temporaryFolder();
      const { client } = await clientFor(() => ({ json: { files: [{ path, is_dir: false }] } }));
      await expect(client.downloadFolder('mlflow-artifacts:/v/1', folder)).rejects.toMatchObject({
        code: 'UNSAFE_ARTIFACT_NAME',
      });
    },
  );

  it('says so when artifacts are not behind the proxy', async () => {
    const { client } = await clientFor(() => ({}));
    await expect(client.downloadArtifact('s3://bucket/x')).rejects.toMatchObject({
      code: 'ARTIFACT_URI_NOT_SUPPORTED',
    });
  });
});

describe('models and decisions', () => {
  it('takes an existing registered model as made', async () => {
    const { client } = await clientFor(() => refusal(400, 'RESOURCE_ALREADY_EXISTS'));
    await expect(client.createRegisteredModel('flights')).resolves.toBeUndefined();
  });

  it.each([
    ['INVALID_PARAMETER_VALUE', 400],
    ['RESOURCE_DOES_NOT_EXIST', 404],
  ])('reads an alias answered with %s as null', async (code, status) => {
    const { client } = await clientFor(() => refusal(status, code));
    expect(await client.getVersionByAlias('flights', 'champion')).toBeNull();
  });

  it('returns the decision when the gate refuses', async () => {
    const decision = {
      id: 'd1',
      model: 'flights',
      alias: 'champion',
      version: '2',
      previousVersion: '1',
      outcome: 'refused',
      reason: 'worse',
      requestedBy: 'cli',
      checks: [],
      evaluation: null,
      at: '2001-03-01T00:00:00.000Z',
      createdAt: '2001-03-01T00:00:00.000Z',
    };
    const { client, seen } = await clientFor(() => refusal(400, 'GATE_REFUSED', { decision }));
    expect(await client.promote('flights', { version: '2', reason: 'retrained' })).toEqual(decision);
    expect(seen).toHaveLength(1);
  });

  it('throws when a promotion fails for another reason', async () => {
    const { client } = await clientFor(() => refusal(404, 'RESOURCE_DOES_NOT_EXIST'));
    await expect(client.promote('flights', { version: '9', reason: 'x' })).rejects.toMatchObject({
      code: 'TRACKING_NOT_FOUND',
    });
  });
});
