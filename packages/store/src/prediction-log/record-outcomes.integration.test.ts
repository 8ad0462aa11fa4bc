import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { insertPredictions } from './insert-predictions.ts';
import { recordOutcomes } from './record-outcomes.ts';

let database: TestDatabase;
const now = new Date('2001-03-02T00:00:00Z');
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function predictOne(): Promise<string> {
  const id = randomUUID();
  const observedAt = new Date('2001-03-01T10:00:00Z');
  await insertPredictions(database.db, [
    { id, project: 'flights', modelVersion: '1', observedAt, features: {}, probability: 0.4, label: 0 },
  ]);
  return id;
}

const send = (...outcomes: { predictionId: string; label: 0 | 1; observedAt?: string }[]) =>
  recordOutcomes(database.db, { outcomes, now: new Map([['flights', now]]) });

test('a label is kept with the project of its prediction and the time at which it became known', async () => {
  const [first, second] = [await predictOne(), await predictOne()];
  const answer = await send(
    { predictionId: first, label: 1, observedAt: '2001-03-01T12:34:00Z' },
    { predictionId: second, label: 0 },
  );
  expect(answer).toEqual({ accepted: 2, repeated: 0, refused: [] });
  const kept = await database.db
    .selectFrom('outcomes')
    .selectAll()
    .where('prediction_id', 'in', [first, second])
    .execute();
  expect(kept.find((row) => row.prediction_id === first)).toMatchObject({
    project: 'flights',
    label: 1,
    observed_at: new Date('2001-03-01T12:34:00Z'),
  });
  expect(kept.find((row) => row.prediction_id === second)?.observed_at).toEqual(now);
});

test('sending a label again changes nothing, in the same request or a later one', async () => {
  const id = await predictOne();
  expect(await send({ predictionId: id, label: 1 }, { predictionId: id, label: 1 })).toEqual({
    accepted: 1,
    repeated: 1,
    refused: [],
  });
  expect(await send({ predictionId: id.toUpperCase(), label: 1 })).toEqual({
    accepted: 0,
    repeated: 1,
    refused: [],
  });
});

test('a contradicting label is refused, in the same request or a later one, and the first stays', async () => {
  const id = await predictOne();
  const refused = [{ predictionId: id, reason: 'conflicting_label' }];
  expect(await send({ predictionId: id, label: 1 }, { predictionId: id, label: 0 })).toEqual({
    accepted: 1,
    repeated: 0,
    refused,
  });
  expect(await send({ predictionId: id, label: 0 })).toEqual({ accepted: 0, repeated: 0, refused });
  const kept = await database.db
    .selectFrom('outcomes')
    .select('label')
    .where('prediction_id', '=', id)
    .execute();
  expect(kept).toEqual([{ label: 1 }]);
});

test('an unknown prediction is refused and the others of the request are kept', async () => {
  const [known, unknown] = [await predictOne(), randomUUID()];
  expect(await send({ predictionId: unknown, label: 0 }, { predictionId: known, label: 0 })).toEqual({
    accepted: 1,
    repeated: 0,
    refused: [{ predictionId: unknown, reason: 'unknown_prediction' }],
  });
});

test('of two requests at once with one id, exactly one is accepted', async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, predictOne));
  const outcomes = ids.map((predictionId) => ({ predictionId, label: 1 as const }));
  const answers = await Promise.all([send(...outcomes), send(...outcomes.toReversed())]);
  expect(answers[0]!.accepted + answers[1]!.accepted).toBe(20);
  expect(answers[0]!.repeated + answers[1]!.repeated).toBe(20);
  expect(answers.flatMap((answer) => answer.refused)).toEqual([]);
});
