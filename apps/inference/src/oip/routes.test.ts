import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { ModelCatalog } from '../model/model-catalog.ts';
import { ModelSlot } from '../model/model-slot.ts';
import { createListSink, createSlot, createTestServer, expectedProbability, GOOD } from '../testing.ts';
import { registerOipRoutes } from './routes.ts';

const LIMIT = 64 * 1024;
const NOW = new Date('2001-03-01T10:00:00Z');
const INFER = '/v2/models/flights/infer';
let sink: ReturnType<typeof createListSink>;
let app: Awaited<ReturnType<typeof createTestServer>>;
beforeEach(async () => {
  sink = createListSink();
  const catalog = new ModelCatalog([await createSlot('7'), new ModelSlot('penguins')]);
  app = await createTestServer((server, metrics) => {
    registerOipRoutes(server, {
      catalog,
      sink,
      metrics,
      now: () => NOW,
      notReadyBecause: () => catalog.notReadyBecause,
      bodyLimitBytes: LIMIT,
    });
  }, LIMIT);
});

const tensor = (name: string, datatype: string, data: unknown, shape: unknown = [1, 1]) => ({
  name,
  shape,
  datatype,
  data,
});
const inputs = () => [
  tensor('minute', 'INT64', [720]),
  tensor('distance', 'FP32', [500]),
  tensor('origin', 'BYTES', ['ORD']),
];
type Change = (inputs: ReturnType<typeof tensor>[]) => void;
const requestWith = (change: Change) => {
  const changed = inputs();
  change(changed);
  return { inputs: changed };
};

/** As clients send it: bytes without a content type. */
const post = (payload: unknown, headers: Record<string, string> = {}, url = INFER) =>
  app.server.inject({
    method: 'POST',
    url,
    headers,
    payload: Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload)),
  });

interface Answer {
  model_name: string;
  model_version: string;
  id?: string;
  parameters: Record<string, unknown>;
  outputs: { name: string; datatype: string; shape: number[]; data: number[] }[];
  error: string;
}

describe('infer', () => {
  test('named raw inputs as JSON give label and probabilities, whatever the content type', async () => {
    for (const contentType of [
      undefined,
      'application/json',
      'application/octet-stream',
      'text/plain',
      'garbage',
    ]) {
      const answer = await post(
        { id: 'a-1', inputs: inputs() },
        contentType ? { 'content-type': contentType } : {},
      );
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toBe('application/json');
      const body = answer.json<Answer>();
      expect(body).toMatchObject({ model_name: 'flights', model_version: '7', id: 'a-1' });
      expect(body.outputs.map(({ name, datatype, shape }) => ({ name, datatype, shape }))).toEqual([
        { name: 'label', datatype: 'INT64', shape: [1] },
        { name: 'probabilities', datatype: 'FP32', shape: [1, 2] },
      ]);
      expect(body.outputs[0]!.data).toEqual([1]);
      expect(body.outputs[1]!.data[1]).toBeCloseTo(expectedProbability(GOOD), 6);
    }
  });

  test('shape [n] and nested data are taken as well', async () => {
    const flat = await post(
      requestWith((all) => {
        for (const each of all) each.shape = [1];
      }),
    );
    const nested = await post(
      requestWith((all) => {
        for (const each of all) each.data = [each.data];
      }),
    );
    expect(flat.json<Answer>().outputs).toEqual(nested.json<Answer>().outputs);
  });

  test('outputs filters, and an unknown output is named', async () => {
    const some = await post({ inputs: inputs(), outputs: [{ name: 'label' }] });
    expect(some.json<Answer>().outputs.map(({ name }) => name)).toEqual(['label']);
    const none = await post({ inputs: inputs(), outputs: [{ name: 'score' }] });
    expect(none.statusCode).toBe(400);
    expect(none.json<Answer>().error).toBe(
      'tensor score: received an unknown output, expected one of label, probabilities',
    );
  });

  test('each row is logged under the id that the answer names', async () => {
    const answer = await post(
      requestWith((all) => {
        all[0] = tensor('minute', 'INT64', [720, 0], [2, 1]);
        all[1] = tensor('distance', 'FP32', [500, 250], [2, 1]);
        all[2] = tensor('origin', 'BYTES', ['ORD', ''], [2, 1]);
      }),
    );
    const ids = String(answer.json<Answer>().parameters.prediction_ids).split(',');
    expect(sink.rows.map(({ id }) => id)).toEqual(ids);
    expect(sink.rows[1]).toMatchObject({
      project: 'flights',
      modelVersion: '7',
      observedAt: NOW,
      features: { minute: 0, distance: 250, origin: null },
      label: 0,
    });
    expect(await app.metricsText()).toContain('flywheel_predictions_total{project="flights",version="7"} 2');
  });

  test('an unseen category is answered and counted', async () => {
    const answer = await post(requestWith((all) => (all[2]!.data = ['NEW'])));
    expect(answer.statusCode).toBe(200);
    expect(answer.json<Answer>().parameters.unseen_categories).toBe(1);
    expect(await app.metricsText()).toContain(
      'flywheel_unseen_category_total{project="flights",feature="origin"} 1',
    );
  });

  test('binary outputs are given when asked for, as tritonclient does with JSON inputs', async () => {
    const answer = await post({ inputs: inputs(), parameters: { binary_data_output: true } });
    const length = Number(answer.headers['inference-header-content-length']);
    expect(answer.headers['content-type']).toBe('application/octet-stream');
    expect(answer.rawPayload.readBigInt64LE(length)).toBe(1n);
    expect(answer.rawPayload.readFloatLE(length + 12)).toBeCloseTo(expectedProbability(GOOD), 6);
  });

  test('a compressed body is taken up to the limit of its unpacked size', async () => {
    const good = await post(gzipSync(JSON.stringify({ inputs: inputs() })), { 'content-encoding': 'gzip' });
    expect(good.statusCode).toBe(200);
    const bomb = await post(gzipSync(Buffer.alloc(LIMIT + 1, 32)), { 'content-encoding': 'gzip' });
    expect(bomb.statusCode).toBe(413);
    expect((await post(Buffer.from('x'), { 'content-encoding': 'gzip' })).statusCode).toBe(400);
    expect((await post(Buffer.from('x'), { 'content-encoding': 'br' })).statusCode).toBe(415);
  });

  test.each([
    ['an integer', 'minute', [1440]],
    ['a float', 'distance', [0.5]],
  ])('%s out of its hard range is answered, said, and not logged as a prediction', async (_, name, data) => {
    const answer = await post(requestWith((all) => (all.find((one) => one.name === name)!.data = data)));
    expect(answer.statusCode).toBe(200);
    expect((answer.json() as Answer).parameters).toEqual({ rows_out_of_range: 1 });
    expect(sink.rows).toEqual([]);
  });

  const refusals: [what: string, change: Change, message: string | RegExp][] = [
    [
      'a wrong element type',
      (all) => (all[0]!.data = ['720']),
      'tensor minute: received "720" at element 0, expected a whole number of',
    ],
    [
      'a fraction for an integer',
      (all) => (all[0]!.data = [1.5]),
      'tensor minute: received 1.5 at element 0',
    ],
    ['a number that FP32 does not hold', (all) => (all[1]!.data = [1e39]), 'within the range of FP32'],
    [
      'a malformed category',
      (all) => (all[2]!.data = ['Chicago']),
      'tensor origin: received "Chicago" at element 0, expected text of at most 200 characters that matches ^[A-Z]{3}$',
    ],
    [
      'a NUL in a text',
      (all) => (all[2]!.data = ['OR\0']),
      'tensor origin: received "OR\\u0000" at element 0, expected text without NUL',
    ],
    ['half a surrogate pair', (all) => (all[2]!.data = ['\ud800']), 'without half surrogate pairs'],
    [
      'null',
      (all) => (all[1]!.data = [null]),
      'tensor distance: received null at element 0, expected a number',
    ],
    [
      'a missing input',
      (all) => all.pop(),
      'tensor origin: received nothing, expected an input BYTES of shape [-1, 1]',
    ],
    [
      'an unknown input',
      (all) => all.push(tensor('delay', 'FP32', [1])),
      'tensor delay: received an unknown input, expected one of minute, distance, origin',
    ],
    ['an input twice', (all) => all.push(all[0]!), 'tensor minute: received the input twice'],
    [
      'another datatype',
      (all) => (all[0]!.datatype = 'INT32'),
      'tensor minute: received datatype INT32, expected INT64',
    ],
    [
      'too few elements',
      (all) => (all[0]!.data = []),
      'tensor minute: received 0 elements, expected 1, as its shape says',
    ],
    [
      'no data',
      (all) => (all[0]!.data = undefined),
      'tensor minute: received nothing, expected an array in data',
    ],
    [
      'another rank',
      (all) => (all[0]!.shape = [1, 1, 1]),
      'tensor minute: received shape [1, 1, 1], expected [-1, 1], -1 being open',
    ],
    [
      'different numbers of rows',
      (all) => (all[1] = tensor('distance', 'FP32', [1, 2], [2, 1])),
      'tensor distance: received 2 rows, expected 1, as minute has',
    ],
    ['no rows', (all) => (all[0] = tensor('minute', 'INT64', [], [0, 1])), 'expected at least one row'],
    ['a shape that is none', (all) => (all[0]!.shape = 'x'), 'inputs.0.shape: received "x", expected array'],
  ];
  test.each(refusals)('%s is refused by name, and nothing is logged', async (_, change, message) => {
    const answer = await post(requestWith(change));
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.json<Answer>().error).toContain(message);
    expect(sink.rows).toEqual([]);
  });

  test.each(['', '{', '[]', 'null', '{"inputs": [NaN]}', '{"inputs": 1}', '\xff\xfe', '{"inputs":[]}'])(
    'the body %j is refused',
    async (text) => {
      const answer = await post(Buffer.from(text, 'latin1'));
      expect(answer.statusCode).toBe(400);
      expect(answer.headers['content-type']).toBe('application/json');
      expect(answer.json<Answer>().error).not.toBe('');
    },
  );

  test('garbage beyond the limit is 413', async () => {
    const answer = await post(Buffer.alloc(LIMIT + 1, 'x'));
    expect(answer.statusCode).toBe(413);
    expect(answer.json<Answer>().error).toContain(`larger than ${LIMIT} bytes`);
  });

  test('missing values are NaN, -2^63 and the empty text', async () => {
    const json = JSON.stringify({
      inputs: [
        { name: 'minute', shape: [1, 1], datatype: 'INT64', data: ['@'] },
        { name: 'distance', shape: [1, 1], datatype: 'FP32', parameters: { binary_data_size: 4 } },
        { name: 'origin', shape: [1, 1], datatype: 'BYTES', data: [''] },
      ],
    }).replace('"@"', '-9223372036854775808');
    const nan = Buffer.alloc(4);
    nan.writeFloatLE(Number.NaN);
    const answer = await post(Buffer.concat([Buffer.from(json), nan]), {
      'inference-header-content-length': String(json.length),
    });
    const missing = { minute: null, distance: null, origin: null };
    expect(answer.json<Answer>().outputs[1]!.data[1]).toBeCloseTo(expectedProbability(missing), 6);
    expect(sink.rows[0]!.features).toEqual(missing);
  });
});
