import type { Feature, ReferenceProfile } from '@flywheel/contracts';
import { expect, test } from 'vitest';
import { baselineOf } from './explain.ts';

const numeric = {
  kind: 'numeric',
  name: 'x',
  description: '',
  dtype: 'int64',
  min: 0,
  max: 9,
  example: 5,
} satisfies Feature;
const categorical = {
  kind: 'categorical',
  name: 'c',
  description: '',
  pattern: '.',
  example: 'e',
} satisfies Feature;
const profile = (features: ReferenceProfile['features']) => ({ features }) as ReferenceProfile;
const frozen = { missing: 0, designEffect: 1 };

test('the baseline of a number is the median of the reference sample, whole where the feature is', () => {
  const reference = profile({
    x: { kind: 'numeric', edges: [], counts: [3], sample: [1, 2.4, 7], ...frozen },
  });
  expect(baselineOf(numeric, reference)).toBe(2);
  expect(baselineOf({ ...numeric, dtype: 'float32' }, reference)).toBe(2.4);
});

test('the baseline of a category is the most frequent one that has a bin of its own', () => {
  const counts = [3, 8, 99];
  const reference = profile({
    c: { kind: 'categorical', categories: ['a', 'b'], counts, unseenRatioWorst: 0, ...frozen },
  });
  expect(baselineOf(categorical, reference)).toBe('b');
});

test('where training saw no value the declared example stands in', () => {
  expect(
    baselineOf(numeric, profile({ x: { kind: 'numeric', edges: [], counts: [0], sample: [], ...frozen } })),
  ).toBe(5);
  expect(baselineOf(categorical, profile({}))).toBe('e');
});
