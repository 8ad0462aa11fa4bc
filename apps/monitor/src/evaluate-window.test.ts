import { randomUUID } from 'node:crypto';
import type { WindowRow } from '@flywheel/store';
import { expect, it } from 'vitest';
import { DAY_MS, makeModel, makeProject, START } from '../test/support.ts';
import { evaluateWindow } from './evaluate-window.ts';

const policy = makeProject('synthetic').monitoring;
const window = {
  project: 'synthetic',
  modelVersion: '1',
  from: new Date(START).toISOString(),
  until: new Date(START + 7 * DAY_MS).toISOString(),
};

/** 100 rows on each of the given days of the window, scores and outcomes from a fixed pattern. */
async function* rowsOn(days: readonly number[]): AsyncGenerator<WindowRow[]> {
  for (const day of days) {
    yield Array.from({ length: 100 }, (_, row) => ({
      id: randomUUID(),
      observedAt: new Date(START + day * DAY_MS + row * 60_000),
      features: { x: row / 100 },
      probability: row / 100,
      outcome: row % 3 === 0 ? 1 : 0,
    }));
  }
}

const evaluate = (days: readonly number[]) =>
  evaluateWindow({
    window,
    chunks: rowsOn(days),
    model: makeModel('1'),
    policy,
    isMature: true,
    threshold: 0.5,
    previous: [],
  });

it('judges a window that the version served from its first to its last day', async () => {
  const result = await evaluate([0, 1, 2, 3, 4, 5, 6]);
  expect(result).toMatchObject({ status: 'ok', rows: 700, performance: { outcomes: 700, coverage: 1 } });
  expect(result.drift.map(({ feature }) => feature)).toEqual(['x', '__score__']);
});

it.each([
  ['started', [3, 4, 5, 6]],
  ['ended', [0, 1, 2, 3]],
])('says nothing about a window in the middle of which the version %s', async (_, days) => {
  expect(await evaluate(days)).toEqual({
    ...window,
    rows: 400,
    status: 'insufficient',
    drift: [],
    performance: null,
  });
});

it('accepts a quiet day in the middle', async () => {
  expect((await evaluate([0, 1, 2, 5, 6])).status).toBe('ok');
});

it('says nothing about too few rows', async () => {
  expect((await evaluate([0])).status).toBe('insufficient');
});
