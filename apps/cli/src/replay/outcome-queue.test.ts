import { expect, it } from 'vitest';
import { OutcomeQueue } from './outcome-queue.ts';

const outcome = (knownAt: number) => ({ predictionId: `p${knownAt}`, label: 1 as const, knownAt });

it('gives outcomes back in the order in which they become known, whatever the order they came in', () => {
  const queue = new OutcomeQueue();
  const times = [5, 3, 9, 1, 7, 3, 8, 2, 6, 4, 0];
  for (const time of times) queue.push(outcome(time));
  expect(queue.takeUntil(Infinity).map(({ knownAt }) => knownAt)).toEqual(times.toSorted((a, b) => a - b));
  expect(queue.size).toBe(0);
});

it('keeps what is not known yet', () => {
  const queue = new OutcomeQueue();
  for (const time of [10, 20, 30]) queue.push(outcome(time));
  expect(queue.takeUntil(20).map(({ knownAt }) => knownAt)).toEqual([10, 20]);
  expect(queue.size).toBe(1);
  expect(queue.takeUntil(29)).toEqual([]);
});
