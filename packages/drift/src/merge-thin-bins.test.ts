import { expect, test } from 'vitest';
import { mergeThinBins } from './merge-thin-bins.ts';

test('categories expected less than five times in the window join the rest', () => {
  // 100 window rows of 1,000: a category of 49 is expected 4.9 times, one of 50 five times.
  const reference = [801, 50, 49, 100];
  const window = [70, 10, 8, 12];
  expect(mergeThinBins({ reference, window, kind: 'categorical' })).toEqual({
    reference: [801, 50, 149],
    window: [70, 10, 20],
  });
});

test('a thin numeric bin joins its right neighbour, the last one its left', () => {
  const reference = [10, 490, 490, 10];
  const window = [1, 50, 48, 1];
  expect(mergeThinBins({ reference, window, kind: 'numeric' })).toEqual({
    reference: [500, 500],
    window: [51, 49],
  });
});

test('when every bin is thin one is left', () => {
  for (const kind of ['numeric', 'categorical'] as const)
    expect(mergeThinBins({ reference: [20, 20], window: [1, 2], kind })).toEqual({
      reference: [40],
      window: [3],
    });
});
