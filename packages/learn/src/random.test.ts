import { describe, expect, it } from 'vitest';
import { createRandom, sampleRows, shuffledOrder } from './random.ts';

const draw = (seed: number): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: 5 }, random);
};

describe('createRandom', () => {
  it('gives the published numbers of mulberry32 for seed 1', () => {
    // Reference: the C function of the public-domain original, divided by 2^32.
    expect(draw(1).map((value) => Math.round(value * 2 ** 32))).toEqual([
      2693262067, 11749833, 2265367787, 4213581821, 4159151403,
    ]);
  });

  it('repeats for a seed and differs for another, also beyond 32 bits and below zero', () => {
    expect(draw(7)).toEqual(draw(7));
    const firsts = [7, 8, 7 + 2 ** 32, -7, 7 - 2 ** 32].map((seed) => draw(seed)[0]);
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('refuses a seed that is no whole number', () => {
    expect(() => createRandom(1.5)).toThrow(RangeError);
  });
});

describe('shuffledOrder', () => {
  it('is a permutation, the same for the same seed', () => {
    const order = shuffledOrder(100, createRandom(1));
    expect([...order].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(order).toEqual(shuffledOrder(100, createRandom(1)));
    expect(order).not.toEqual(shuffledOrder(100, createRandom(2)));
  });
});

describe('sampleRows', () => {
  it('takes distinct rows in ascending order, each about equally often', () => {
    const random = createRandom(1);
    const hits = Array.from({ length: 10 }, () => 0);
    for (let repeat = 0; repeat < 10_000; repeat++) {
      const sample = [...sampleRows({ rows: 10, size: 3, random })];
      expect(sample).toEqual([...new Set(sample)].toSorted((a, b) => a - b));
      for (const row of sample) hits[row]!++;
    }
    // 3,000 expected, standard deviation 46.
    for (const count of hits) expect(Math.abs(count - 3000)).toBeLessThan(200);
  });

  it('takes every row when fewer exist than asked for', () => {
    expect([...sampleRows({ rows: 3, size: 5, random: createRandom(1) })]).toEqual([0, 1, 2]);
  });
});
