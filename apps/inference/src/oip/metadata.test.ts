import { beforeEach, describe, expect, test } from 'vitest';
import { ModelCatalog } from '../model/model-catalog.ts';
import { ModelSlot } from '../model/model-slot.ts';
import { createListSink, createSlot, createTestServer } from '../testing.ts';
import { registerOipRoutes } from './routes.ts';

let app: Awaited<ReturnType<typeof createTestServer>>;
beforeEach(async () => {
  const catalog = new ModelCatalog([await createSlot('7'), new ModelSlot('penguins')]);
  app = await createTestServer((server, metrics) => {
    registerOipRoutes(server, {
      catalog,
      metrics,
      sink: createListSink(),
      now: () => new Date(),
      notReadyBecause: () => catalog.notReadyBecause,
      bodyLimitBytes: 1000,
    });
  });
});

const infer = (url: string) =>
  app.server.inject({
    method: 'POST',
    url,
    payload: Buffer.from(
      JSON.stringify({
        inputs: [
          { name: 'minute', datatype: 'INT64', shape: [1], data: [1] },
          { name: 'distance', datatype: 'FP32', shape: [1], data: [1] },
          { name: 'origin', datatype: 'BYTES', shape: [1], data: ['ORD'] },
        ],
      }),
    ),
  });

describe('health and metadata', () => {
  const get = (url: string) => app.server.inject({ method: 'GET', url });

  test('metadata names inputs and outputs with shape [-1, …]', async () => {
    expect((await get('/v2/models/flights')).json()).toEqual({
      name: 'flights',
      versions: ['7'],
      platform: 'onnx_onnxv1',
      inputs: [
        { name: 'minute', datatype: 'INT64', shape: [-1, 1] },
        { name: 'distance', datatype: 'FP32', shape: [-1, 1] },
        { name: 'origin', datatype: 'BYTES', shape: [-1, 1] },
      ],
      outputs: [
        { name: 'label', datatype: 'INT64', shape: [-1] },
        { name: 'probabilities', datatype: 'FP32', shape: [-1, 2] },
      ],
    });
    expect((await get('/v2')).json()).toEqual({
      name: 'flywheel',
      version: '0.1.0',
      extensions: ['binary_tensor_data'],
    });
  });

  test('a model without a version is not ready, with 503 and the reason', async () => {
    expect((await get('/v2/models/flights/ready')).json()).toEqual({ name: 'flights', ready: true });
    const model = await get('/v2/models/penguins/ready');
    expect(model.statusCode).toBe(503);
    expect(model.json()).toMatchObject({
      name: 'penguins',
      ready: false,
      error: 'no version has been loaded yet',
    });
    const server = await get('/v2/health/ready');
    expect(server.statusCode).toBe(503);
    expect(server.json()).toMatchObject({ ready: false, error: 'penguins: no version has been loaded yet' });
    const refused = await infer('/v2/models/penguins/infer');
    expect(refused.statusCode).toBe(503);
    expect(refused.headers['retry-after']).toBe('1');
  });

  test('an unknown model or version is 404', async () => {
    for (const url of ['/v2/models/nothing', '/v2/models/flights/versions/8', '/v2/models/__proto__/ready'])
      expect((await get(url)).statusCode).toBe(404);
    expect((await infer('/v2/models/flights/versions/8/infer')).statusCode).toBe(404);
    expect((await infer('/v2/models/flights/versions/7/infer')).statusCode).toBe(200);
  });
});
