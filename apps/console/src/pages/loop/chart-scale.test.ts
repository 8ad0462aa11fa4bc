import { describe, expect, it } from 'vitest';
import { dayTicks, linearScale, niceTicks } from './chart-scale.ts';
import { speedOf } from './speed.ts';

describe('linearScale', () => {
  it('maps the ends of the domain to the ends of the range', () => {
    const scale = linearScale([10, 20], [100, 0]);
    expect([scale(10), scale(15), scale(20)]).toEqual([100, 50, 0]);
  });
  it('puts a domain of one point in the middle', () => {
    expect(linearScale([5, 5], [0, 100])(5)).toBe(50);
  });
});

describe('niceTicks', () => {
  it('covers the range with round steps', () => {
    expect(niceTicks(0.66, 0.723, 5)).toEqual([0.66, 0.68, 0.7, 0.72, 0.74]);
    expect(niceTicks(0, 10, 5)).toEqual([0, 2, 4, 6, 8, 10]);
  });
});

describe('dayTicks', () => {
  it('takes whole days or weeks, no more than wanted', () => {
    const from = Date.UTC(2001, 2, 1);
    const ticks = dayTicks(from, from + 84 * 86_400_000, 7);
    expect(ticks.map((tick) => new Date(tick).toISOString().slice(0, 10))).toEqual([
      '2001-03-01',
      '2001-03-15',
      '2001-03-29',
      '2001-04-12',
      '2001-04-26',
      '2001-05-10',
      '2001-05-24',
    ]);
  });
});

describe('speedOf', () => {
  it.each([
    [null, 'standing still'],
    [0, 'standing still'],
    [1000, 'as fast as the wall clock'],
    [60_000, '60 s a second'],
    [600_000, '10 min a second'],
    [4 * 3_600_000, '4.0 hours a second'],
    [2 * 86_400_000, '2.0 days a second'],
  ])('of %s ms a second is %s', (perSecond, words) => {
    expect(speedOf(perSecond)).toBe(words);
  });
});
