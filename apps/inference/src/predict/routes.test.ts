import { predictResponseSchema, type PredictResponse } from '@flywheel/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { ModelCatalog } from '../model/model-catalog.ts';
import {
  createListSink,
  createSlot,
  createTestServer,
  expectedProbability,
  GOOD,
  PROJECT,
} from '../testing.ts';
import { registerPredictRoutes } from './routes.ts';

const NOW = new Date('2001-03-01T10:00:00Z');
let sink: ReturnType<typeof createListSink>;
let app: Awaited<ReturnType<typeof createTestServer>>;
beforeEach(async () => {
  sink = createListSink();
  const catalog = new ModelCatalog([await createSlot('7')]);
  app = await createTestServer((server, metrics) => {
    void server.register(async (people) => {
      people.setValidatorCompiler(() => () => true);
      people.setSerializerCompiler(() => (value) => JSON.stringify(value));
      registerPredictRoutes(people, { projects: [PROJECT], catalog, sink, metrics, now: () => NOW });
    });
  });
});

const post = (payload: unknown, url = '/predict/flights') =>
  app.server.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json' },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });

describe('POST /predict/<project>', () => {
  test('one record is answered with model version, prediction id, label and probability, and logged', async () => {
    const answer = await post(GOOD);
    expect(answer.statusCode).toBe(200);
    const { model, modelVersion, predictions } = predictResponseSchema.parse(answer.json());
    expect({ model, modelVersion }).toEqual({ model: 'flights', modelVersion: '7' });
    expect(predictions).toHaveLength(1);
    expect(predictions[0]).toMatchObject({ label: 1, labelName: 'late', warnings: [] });
    expect(predictions[0]!.probability).toBeCloseTo(expectedProbability(GOOD), 6);
    expect(sink.rows).toEqual([
      {
        id: predictions[0]!.id,
        project: 'flights',
        modelVersion: '7',
        observedAt: NOW,
        features: GOOD,
        probability: predictions[0]!.probability,
        label: 1,
      },
    ]);
  });

  test('many records keep their order and their event times', async () => {
    const records = [GOOD, { ...GOOD, origin: 'LAX' }, { minute: null, distance: null, origin: null }];
    const observedAt = ['2001-03-01T00:00:00Z', '2001-03-02T00:00:00Z', '2001-03-03T00:00:00Z'];
    const { predictions } = (await post({ records, observedAt })).json<PredictResponse>();
    for (const [row, record] of records.entries())
      expect(predictions[row]!.probability).toBeCloseTo(expectedProbability(record), 6);
    expect(sink.rows.map((row) => row.observedAt)).toEqual(observedAt.map((instant) => new Date(instant)));
    await post({ records, observedAt: '2001-04-01T00:00:00Z' });
    expect(sink.rows.slice(3).map((row) => row.observedAt.getUTCMonth())).toEqual([3, 3, 3]);
  });

  test('an unseen category is answered with a warning and counted', async () => {
    const answer = await post({ ...GOOD, origin: 'NEW' });
    expect(answer.statusCode).toBe(200);
    const [prediction] = answer.json<PredictResponse>().predictions;
    expect(prediction!.warnings).toEqual([
      {
        field: 'origin',
        code: 'UNSEEN_CATEGORY',
        message: '"NEW" was not seen in training; the answer rests on the other features',
      },
    ]);
    expect(prediction!.probability).toBeCloseTo(0.5, 6);
    expect(await app.metricsText()).toContain(
      'flywheel_unseen_category_total{project="flights",feature="origin"} 1',
    );
  });

  test('an explanation replaces each feature by its most typical value', async () => {
    const record = { minute: 1080, distance: 250, origin: 'LAX' };
    const probability = expectedProbability(record);
    const effect = (change: object): number => probability - expectedProbability({ ...record, ...change });
    for (const answer of [
      await post({ records: [record], explain: true }),
      await post(record, '/predict/flights?explain=true'),
    ]) {
      const [prediction] = answer.json<PredictResponse>().predictions;
      const byFeature = Object.fromEntries(prediction!.explanation!.map((part) => [part.feature, part]));
      expect(byFeature.minute!.baseline).toBe(720);
      expect(byFeature.minute!.contribution).toBeCloseTo(effect({ minute: 720 }), 6);
      expect(byFeature.distance!.contribution).toBeCloseTo(effect({ distance: 500 }), 6);
      expect(byFeature.origin!.baseline).toBe('ORD');
      expect(byFeature.origin!.contribution).toBeCloseTo(effect({ origin: 'ORD' }), 6);
      const sizes = prediction!.explanation!.map((part) => Math.abs(part.contribution));
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    }
    expect(sink.rows).toHaveLength(2);
  });

  const refusals: [what: string, body: unknown, message: string][] = [
    ['a wrong type', { ...GOOD, minute: 'noon' }, 'minute: received "noon", expected number'],
    ['a fraction for an integer', { ...GOOD, minute: 1.5 }, 'minute: received 1.5, expected int'],
    ['a missing field', { minute: 1, distance: 2 }, 'origin: received nothing, expected string'],
    [
      'an unknown field',
      { ...GOOD, delay: 3 },
      'body: received unknown field "delay", expected only declared fields',
    ],
    ['a number out of its hard range', { ...GOOD, minute: 1440 }, 'minute: received 1440, expected '],
    ['a malformed category', { ...GOOD, origin: 'Chicago' }, 'text that matches ^[A-Z]{3}$, e.g. "ORD"'],
    [
      'a bad record among good ones',
      { records: [GOOD, { ...GOOD, distance: 0 }] },
      'records.1.distance: received 0, expected ',
    ],
    ['no records', { records: [] }, 'records: received [], expected '],
    [
      'another number of instants',
      { records: [GOOD], observedAt: [] },
      'observedAt: received 0 instants, expected one for each of the 1 records',
    ],
    [
      'an instant without a time zone',
      { records: [GOOD], observedAt: '2001-03-01T00:00:00' },
      'observedAt: received "2001-03-01T00:00:00"',
    ],
    ['a list', [GOOD], 'body: received ['],
    ['null', null, 'body: received null, expected '],
    ['broken JSON', '{"minute": 1', 'the body is not valid JSON'],
    ['nothing', '', 'the body is not valid JSON'],
    ['a prototype', '{"__proto__": {"minute": 1}}', ''],
  ];
  test.each(refusals)('%s is refused with 400 and nothing is logged', async (_, body, message) => {
    const answer = await post(body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ error: string }>().error).toContain(message);
    expect(sink.rows).toEqual([]);
  });

  test('10 MB of garbage is 413', async () => {
    expect((await post('x'.repeat(10_000_000))).statusCode).toBe(413);
  });

  test('an unknown project is 404 and names the known ones', async () => {
    const answer = await post(GOOD, '/predict/nothing');
    expect(answer.statusCode).toBe(404);
    expect(answer.json<{ error: string }>().error).toContain('flights');
  });
});

test('GET /projects/<project>/schema is the JSON Schema of a record', async () => {
  const answer = await app.server.inject({ url: '/projects/flights/schema' });
  expect(answer.json()).toMatchObject({
    type: 'object',
    required: ['minute', 'distance', 'origin'],
    additionalProperties: false,
    properties: {
      minute: { description: 'Minute', example: 600 },
      distance: { description: 'Route (miles)' },
    },
  });
});

test('the documentation page describes the record of each project', async () => {
  const answer = await app.server.inject({ url: '/docs/json' });
  const body = JSON.stringify(answer.json<{ paths: Record<string, unknown> }>().paths['/predict/flights']);
  expect(body).toContain('"maximum":1439');
  expect(body).toContain('^[A-Z]{3}$');
  expect(body).toContain('Will it be late?');
});
