import { describe, expect, it } from 'vitest';
import { binNumeric, findNumericBorders } from './numeric-bins.ts';

describe('findNumericBorders', () => {
  it('gives each value its own bin when there are few', () => {
    expect([...findNumericBorders(Float32Array.of(3, 1, 1, 2, 3), 255)]).toEqual([1.5, 2.5]);
  });

  it('fills bins about equally when there are many values, and gives a frequent one its own', () => {
    const sample = Float32Array.from([
      ...Array.from({ length: 90 }, (_, index) => index),
      ...Array.from({ length: 30 }, () => 200),
    ]);
    const borders = findNumericBorders(sample, 4);
    // 120 values in 4 bins: 30 each, the last one for 200 alone.
    expect([...borders]).toEqual([29.5, 59.5, 144.5]);
  });

  it('has no border for a constant or for no value', () => {
    expect(findNumericBorders(Float32Array.of(7, 7), 255)).toHaveLength(0);
    expect(findNumericBorders(new Float32Array(0), 255)).toHaveLength(0);
  });

  it('rounds a border down to float32, so that the lower value stays below and the upper one above', () => {
    const one = 1 + 2 ** -23;
    const two = 1 + 2 ** -22;
    // The middle of two neighbouring float32 values would round up to the upper one.
    for (const [low, high] of [
      [1, one],
      [one, two],
      [-one, -1],
      [-(2 ** -149), 0],
      [0, 2 ** -149],
      [16_777_215, 16_777_216],
    ] as const) {
      const [border] = findNumericBorders(Float32Array.of(low, high), 255);
      expect(border).toBeGreaterThanOrEqual(low);
      expect(border).toBeLessThan(high);
    }
  });
});

describe('binNumeric', () => {
  it('counts borders below a value; a value on a border stays left; NaN comes last', () => {
    const borders = Float32Array.of(1.5, 2.5);
    expect([...binNumeric(Float32Array.of(1, 1.5, 1.6, 2.5, 9, Number.NaN, -Infinity), borders)]).toEqual([
      0, 0, 1, 1, 2, 3, 0,
    ]);
  });
});
