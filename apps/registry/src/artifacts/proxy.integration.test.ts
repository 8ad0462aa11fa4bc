import { readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerVersion, startTestRegistry, type TestRegistry } from '../testing.ts';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await startTestRegistry();
});
afterAll(() => registry.stop());

const ROOT = '/api/2.0/mlflow-artifacts/artifacts';

/** Sends a path as it is: fetch would resolve ".." itself. */
function send(
  method: string,
  path: string,
  options: { body?: Buffer | string; headers?: Record<string, string>; cutAfter?: number } = {},
): Promise<{ status: number; body: Buffer; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(registry.uri);
    const request = httpRequest({ hostname, port, method, path, headers: options.headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          body: Buffer.concat(chunks),
          headers: response.headers as Record<string, unknown>,
        }),
      );
    });
    request.on('error', reject);
    if (options.cutAfter === undefined) request.end(options.body);
    else request.write(options.body!.slice(0, options.cutAfter), () => request.destroy(new Error('cut')));
  });
}

const put = (path: string, body: Buffer | string) => send('PUT', `${ROOT}/${path}`, { body });
const list = async (path: string): Promise<unknown> =>
  JSON.parse((await send('GET', `${ROOT}?path=${encodeURIComponent(path)}`)).body.toString());

describe('paths', () => {
  it.each([
    '../etc/passwd',
    'a/../b',
    'a/%2e%2e/b',
    '%2Fetc/passwd',
    'a//b',
    'a/%00b',
    'a/%0Ab',
    'a%5C..%5Cb',
    'C:/x',
    'a/./b',
    '',
  ])('refuses "%s" with 400', async (path) => {
    for (const method of ['PUT', 'DELETE', 'GET']) {
      if (path === '' && method === 'GET') continue;
      const { status, body } = await send(method, `${ROOT}/${path}`, method === 'PUT' ? { body: 'x' } : {});
      expect({ method, status }).toEqual({ method, status: 400 });
      expect(body.toString()).toContain('error_code');
    }
  });

  it('refuses a path that is not UTF-8', async () => {
    expect((await put('a/%FF', 'x')).status).toBe(400);
  });

  it('refuses a relative folder in a listing', async () => {
    expect((await send('GET', `${ROOT}?path=..%2Fx`)).status).toBe(400);
  });

  it.each(['100%.txt', '%41.txt', 'naïve 漢字 🚀.txt', 'a=b&c+d?e#f.txt', '...', 'x'.repeat(900)])(
    'keeps the name "%s" as it is',
    async (name) => {
      expect((await put(`names/${encodeURIComponent(name)}`, name)).status).toBe(200);
      expect((await list('names')) as object).toMatchObject({
        files: expect.arrayContaining([{ path: name, is_dir: false, file_size: Buffer.byteLength(name) }]),
      });
      const { body } = await send('GET', `${ROOT}/names/${encodeURIComponent(name)}`);
      expect(body.toString()).toBe(name);
    },
  );

  it('lets no name be a file and a folder at once', async () => {
    await put('both/a', '1');
    expect((await put('both/a/b', '2')).status).toBe(400);
    expect((await put('both', '2')).status).toBe(400);
    expect(await list('both')).toEqual({ files: [{ path: 'a', is_dir: false, file_size: 1 }] });
  });

  it('keeps folders apart whose names begin alike', async () => {
    await put('like/a/1', '1');
    await put('like/a-b/1', '1');
    await put('like/a0', '1');
    await send('DELETE', `${ROOT}/like/a`);
    expect(await list('like')).toEqual({
      files: [
        { path: 'a-b', is_dir: true },
        { path: 'a0', is_dir: false, file_size: 1 },
      ],
    });
  });
});

describe('bytes', () => {
  it('takes a file larger than the limit of JSON bodies and answers its parts', async () => {
    const blob = Buffer.alloc(40 * 1024 * 1024, 'flywheel');
    expect((await put('big/blob', blob)).status).toBe(200);
    const whole = await send('GET', `${ROOT}/big/blob`);
    expect(whole.body.equals(blob)).toBe(true);
    expect(whole.headers).toMatchObject({
      'content-length': String(blob.length),
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
    });
    for (const [range, from, until] of [
      ['bytes=0-7', 0, 8],
      ['bytes=8-', 8, blob.length],
      ['bytes=-3', blob.length - 3, blob.length],
    ] as const) {
      const part = await send('GET', `${ROOT}/big/blob`, { headers: { range } });
      expect(part.status).toBe(206);
      expect(part.headers['content-range']).toBe(`bytes ${from}-${until - 1}/${blob.length}`);
      expect(part.body.equals(blob.subarray(from, until))).toBe(true);
    }
    const beyond = await send('GET', `${ROOT}/big/blob`, { headers: { range: `bytes=${blob.length}-` } });
    expect(beyond.status).toBe(416);
  });

  it('takes an empty file, with and without a length', async () => {
    expect((await send('PUT', `${ROOT}/empty/a`, { headers: { 'content-length': '0' } })).status).toBe(200);
    expect(
      (await send('PUT', `${ROOT}/empty/b`, { headers: { 'transfer-encoding': 'chunked' } })).status,
    ).toBe(200);
    expect(await list('empty')).toEqual({
      files: [
        { path: 'a', is_dir: false, file_size: 0 },
        { path: 'b', is_dir: false, file_size: 0 },
      ],
    });
    expect((await send('GET', `${ROOT}/empty/a`)).body.length).toBe(0);
  });

  it('leaves a JSON file as it was sent', async () => {
    const body = '{"b":1,   "a":2}';
    await send('PUT', `${ROOT}/json/a.json`, { body, headers: { 'content-type': 'application/json' } });
    expect((await send('GET', `${ROOT}/json/a.json`)).body.toString()).toBe(body);
  });

  it('keeps nothing of an upload that breaks off', async () => {
    await put('cut/kept', 'before');
    const body = Buffer.alloc(1024 * 1024);
    const headers = { 'content-length': String(body.length) };
    await expect(send('PUT', `${ROOT}/cut/kept`, { body, headers, cutAfter: 1000 })).rejects.toThrow('cut');
    await expect.poll(() => readdir(join(registry.folder, 'incoming'))).toEqual([]);
    expect((await send('GET', `${ROOT}/cut/kept`)).body.toString()).toBe('before');
  });

  it('says 404 for a file that is not there, also for a folder, and deletes twice without complaint', async () => {
    await put('gone/a/b', '1');
    for (const path of ['gone/a', 'gone/x']) {
      const { status, body } = await send('GET', `${ROOT}/${path}`);
      expect({ status, code: JSON.parse(body.toString()).error_code }).toEqual({
        status: 404,
        code: 'RESOURCE_DOES_NOT_EXIST',
      });
    }
    for (let time = 0; time < 2; time += 1) expect((await send('DELETE', `${ROOT}/gone/a`)).status).toBe(200);
    expect(await list('gone')).toEqual({});
  });

  it('declines multipart uploads in the words that make clients fall back', async () => {
    const { status, body } = await send('POST', '/api/2.0/mlflow-artifacts/mpu/create/a', { body: '{}' });
    expect(status).toBe(501);
    expect(JSON.parse(body.toString()).message).toMatch(
      /^Multipart upload is not supported for the current artifact repository/,
    );
  });
});

describe('files of a model version', () => {
  it('do not change when those of the run are overwritten, added to and deleted', async () => {
    const { client } = registry;
    const version = await registerVersion(client, 'frozen');
    const { runId } = await client.getModelVersion('frozen', version);
    const { artifactUri } = await client.getRun(runId!);
    const uri = await client.getDownloadUri('frozen', version);
    const before = await client.downloadArtifact(`${uri}/model.onnx`);
    await client.uploadArtifact(`${artifactUri}/model/model.onnx`, 'another model');
    await client.uploadArtifact(`${artifactUri}/model/more.txt`, 'more');
    expect(await client.downloadArtifact(`${uri}/model.onnx`)).toEqual(before);
    await send('DELETE', `${ROOT}/${artifactUri.replace('mlflow-artifacts:/', '')}/model`);
    expect(await client.downloadArtifact(`${uri}/model.onnx`)).toEqual(before);
    expect((await client.listArtifacts(uri)).map(({ path }) => path)).toEqual(['model.onnx']);
  });

  it('cannot be written or deleted by anybody', async () => {
    const uri = await registry.client.getDownloadUri('frozen', '1');
    const path = uri.replace('mlflow-artifacts:/', '');
    expect((await put(`${path}/model.onnx`, 'mine')).status).toBe(400);
    expect((await send('DELETE', `${ROOT}/${path}`)).status).toBe(400);
    expect((await send('DELETE', `${ROOT}/model-versions`)).status).toBe(400);
  });

  it('go with the version when it is deleted, and not with the run that they came from', async () => {
    const { client, call } = registry;
    const version = await registerVersion(client, 'frozen');
    const uri = await client.getDownloadUri('frozen', version);
    const { source } = await client.getModelVersion('frozen', version);
    await call('DELETE', '/api/2.0/mlflow/model-versions/delete', { name: 'frozen', version });
    expect(await client.listArtifacts(uri)).toEqual([]);
    expect(await client.listArtifacts(source)).toHaveLength(1);
  });
});
