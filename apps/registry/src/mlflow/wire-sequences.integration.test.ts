import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestRegistry, textOf, type TestJson, type TestRegistry } from '../testing.ts';

/** The calls of MLflow's own client, in its order, with its field names. */
let registry: TestRegistry;
beforeAll(async () => {
  registry = await startTestRegistry();
});
afterAll(() => registry.stop());

const API = '/api/2.0/mlflow';
const FILES = '/api/2.0/mlflow-artifacts/artifacts';

async function ok(method: string, path: string, body?: unknown): Promise<TestJson> {
  const { status, json } = await registry.call(method, path, body);
  expect({ path, status, json: status === 200 ? undefined : json }).toEqual({ path, status: 200 });
  return json;
}

async function put(path: string, body: string): Promise<void> {
  const response = await fetch(`${registry.uri}${FILES}/${path}`, {
    method: 'PUT',
    headers: { 'content-type': 'text/plain' },
    body,
  });
  expect(response.status).toBe(200);
}

const pathOf = (uri: string): string => uri.replace('mlflow-artifacts:/', '');

it('1: set_experiment asks by name, creates and reads', async () => {
  const missing = await registry.call('GET', `${API}/experiments/get-by-name?experiment_name=wire`);
  expect(missing).toMatchObject({ status: 404, json: { error_code: 'RESOURCE_DOES_NOT_EXIST' } });
  const created = await ok('POST', `${API}/experiments/create`, { name: 'wire' });
  const id = textOf(created.experiment_id);
  const { experiment } = await ok('GET', `${API}/experiments/get?experiment_id=${id}`);
  expect(experiment).toMatchObject({ name: 'wire', lifecycle_stage: 'active', experiment_id: id });
});

async function startRun(): Promise<{ id: string; uri: string; experimentId: string }> {
  const { experiment } = await ok('GET', `${API}/experiments/get-by-name?experiment_name=wire`);
  const { run } = await ok('POST', `${API}/runs/create`, {
    experiment_id: textOf(experiment?.experiment_id),
    user_id: 'ada',
    start_time: 1_700_000_000_000,
    tags: [{ key: 'mlflow.source.type', value: 'LOCAL' }],
  });
  const { info } = run!;
  return {
    id: textOf(info?.run_id),
    uri: textOf(info?.artifact_uri),
    experimentId: textOf(info?.experiment_id),
  };
}

it('2: start_run, log in batches and one by one, end', async () => {
  const { id } = await startRun();
  await ok('POST', `${API}/runs/log-batch`, {
    run_id: id,
    params: [{ key: 'lr', value: '0.1' }],
    metrics: [{ key: 'loss', value: 'NaN', timestamp: 1, step: 0, run_id: id }],
    tags: [{ key: 'stage', value: 'train' }],
  });
  const both = { run_uuid: id, run_id: id };
  await ok('POST', `${API}/runs/log-parameter`, { ...both, key: 'depth', value: '3' });
  const point = { key: 'loss', value: 0.5, timestamp: 2, step: 9007199254740993n };
  await ok(
    'POST',
    `${API}/runs/log-metric`,
    JSON.stringify({ ...both, ...point, step: 0 }).replace('"step":0', `"step":${point.step}`),
  );
  await ok('POST', `${API}/runs/set-tag`, { ...both, key: 'stage', value: 'done' });
  await ok('GET', `${API}/runs/get?run_uuid=${id}&run_id=${id}`);
  await ok('POST', `${API}/runs/update`, { ...both, status: 'FINISHED', end_time: 1_700_000_001_000 });
  const { run } = await ok('GET', `${API}/runs/get?run_id=${id}`);
  expect(run?.info).toMatchObject({ status: 'FINISHED', end_time: 1_700_000_001_000, user_id: 'ada' });
  expect(run?.data?.params).toEqual([
    { key: 'depth', value: '3' },
    { key: 'lr', value: '0.1' },
  ]);
  expect(run?.data?.metrics).toEqual([{ key: 'loss', value: 0.5, timestamp: 2, step: '9007199254740993' }]);
  expect(run?.data?.tags).toContainEqual({ key: 'stage', value: 'done' });
  const { metrics } = await ok('GET', `${API}/metrics/get-history?run_id=${id}&metric_key=loss`);
  expect(metrics).toMatchObject([{ value: 'NaN' }, { value: 0.5 }]);
});

it('3: log_artifact reads the run and writes the file', async () => {
  const { id, uri } = await startRun();
  await put(`${pathOf(uri)}/notes/a%20b.txt`, 'text');
  expect(await ok('GET', `${FILES}?path=${encodeURIComponent(`${pathOf(uri)}/notes`)}`)).toEqual({
    files: [{ path: 'a b.txt', is_dir: false, file_size: 4 }],
  });
  expect(await ok('GET', `${API}/artifacts/list?run_id=${id}&path=notes`)).toEqual({
    root_uri: uri,
    files: [{ path: 'notes/a b.txt', is_dir: false, file_size: 4 }],
  });
});

it('4 to 6: log_model, register_model, load_model by alias', async () => {
  const { id, experimentId } = await startRun();
  const { model } = await ok('POST', `${API}/logged-models`, {
    experiment_id: experimentId,
    name: 'lin',
    source_run_id: id,
    params: [{ key: 'alpha', value: '0.5' }],
  });
  const modelId = textOf(model?.info?.model_id);
  const uri = textOf(model?.info?.artifact_uri);
  expect(model?.info?.status).toBe('LOGGED_MODEL_PENDING');
  await ok('POST', `${API}/runs/outputs`, { run_id: id, models: [{ model_id: modelId, step: 0 }] });
  await ok('GET', `${API}/logged-models/${modelId}`);
  await put(`${pathOf(uri)}/MLmodel`, 'flavors: {}');
  await ok('PATCH', `${API}/logged-models/${modelId}`, { model_id: modelId, status: 'LOGGED_MODEL_READY' });

  await ok('POST', `${API}/registered-models/create`, { name: 'wire' });
  expect(await registry.call('POST', `${API}/registered-models/create`, { name: 'wire' })).toMatchObject({
    status: 400,
    json: { error_code: 'RESOURCE_ALREADY_EXISTS' },
  });
  const source = { name: 'wire', source: `models:/${modelId}`, model_id: modelId };
  const { model_version: version } = await ok('POST', `${API}/model-versions/create`, source);
  expect(version).toMatchObject({ version: '1', status: 'READY', run_id: id, source: source.source });
  const tags = [{ key: 'mlflow.modelVersions', value: '[]' }];
  await ok('PATCH', `${API}/logged-models/${modelId}/tags`, { tags });

  await ok('POST', `${API}/registered-models/alias`, { name: 'wire', alias: 'champion', version: '1' });
  const found = await ok('GET', `${API}/registered-models/alias?name=wire&alias=champion`);
  expect(found.model_version?.version).toBe('1');
  const { registered_model: registered } = await ok('GET', `${API}/registered-models/get?name=wire`);
  expect(registered?.aliases).toEqual([{ alias: 'champion', version: '1' }]);
  const download = await ok('GET', `${API}/model-versions/get-download-uri?name=wire&version=1`);
  const files = textOf(download.artifact_uri);
  expect(await ok('GET', `${FILES}?path=${pathOf(files)}`)).toEqual({
    files: [{ path: 'MLmodel', is_dir: false, file_size: 11 }],
  });
  const bytes = await fetch(`${registry.uri}${FILES}/${pathOf(files)}/MLmodel`);
  expect(await bytes.text()).toBe('flavors: {}');
});

it('answers the pages of MLflow under their own prefix, and an unknown route with ENDPOINT_NOT_FOUND', async () => {
  await ok('GET', '/ajax-api/2.0/mlflow/experiments/get?experiment_id=0');
  expect(await registry.call('GET', `${API}/no/such/route`)).toMatchObject({
    status: 404,
    json: { error_code: 'ENDPOINT_NOT_FOUND' },
  });
});

it.each(['/health', '/version'])('answers %s as text', async (path) => {
  const response = await fetch(`${registry.uri}${path}`);
  expect(response.headers.get('content-type')).toContain('text/plain');
  expect(await response.text()).toMatch(/^(OK|\d+\.\d+\.\d+)$/);
});
