import type { Feature } from '@flywheel/contracts';
import { describe, expect, test } from 'vitest';
import { recordAt, recordsToTable } from '../records-to-table.ts';
import { goldenRows } from './golden-rows.ts';

const features: Feature[] = [
  { kind: 'numeric', name: 'weight', description: '', dtype: 'float32', min: 0, max: 9, example: 1 },
  { kind: 'categorical', name: 'airport', description: '', pattern: '^[A-Z]{3}$', example: 'JFK' },
];
const records = Array.from({ length: 100 }, (_, index) => ({
  weight: index / 16,
  airport: ['JFK', 'LAX', null][index % 3]!,
}));

describe('records and tables', () => {
  test('carry the same values', () => {
    const table = recordsToTable([...records, { weight: null, airport: 'ATL' }], features);
    expect(recordAt(table, 0)).toEqual({ weight: 0, airport: 'JFK' });
    expect(recordAt(table, 2)).toEqual({ weight: 0.125, airport: null });
    expect(recordAt(table, 100)).toEqual({ weight: null, airport: 'ATL' });
  });
});

describe('golden rows', () => {
  const rows = goldenRows({
    test: recordsToTable(records, features),
    features,
    categories: { airport: ['JFK', 'LAX'] },
  });

  test('are spread over the test rows, first to last', () => {
    expect(rows.length).toBeGreaterThanOrEqual(20);
    const spread = rows.slice(0, 24).map(({ weight }) => Number(weight));
    expect(spread).toEqual(spread.toSorted((a, b) => a - b));
    expect(spread[0]).toBeLessThan(0.25);
    expect(spread.at(-1)).toBeGreaterThan(6);
  });

  test('include each feature missing, and a well-formed word never seen', () => {
    expect(rows.some(({ weight }) => weight === null)).toBe(true);
    const unseen = rows.map(({ airport }) => airport).filter((word) => word !== 'JFK' && word !== 'LAX');
    expect(unseen).toContain(null);
    expect(unseen.filter((word) => word !== null)).toEqual([expect.stringMatching(/^[A-Z]{3}$/)]);
  });
});
