import { expect, test } from 'vitest';
import { createChangeFilter } from './change-filter.ts';

test('a state is new when it begins, changes and ends', () => {
  const isNew = createChangeFilter();
  const states = [null, 'away', 'away', 'broken', null, null, 'away'];
  expect(states.map((state) => isNew('registry', state))).toEqual([
    false,
    true,
    false,
    true,
    true,
    false,
    true,
  ]);
  expect(isNew('database', 'away')).toBe(true);
});
