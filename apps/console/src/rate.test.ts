import { describe, expect, it } from 'vitest';
import { addSample, rateOf, type Sample } from './rate.ts';

describe('rateOf', () => {
  it('is the growth per second between the first and the last sample', () => {
    expect(
      rateOf([
        { total: 100, atMs: 0 },
        { total: 400, atMs: 1000 },
        { total: 500, atMs: 2000 },
      ]),
    ).toBe(200);
  });
  it('is not known from one sample or none', () => {
    expect(rateOf([])).toBeNull();
    expect(rateOf([{ total: 100, atMs: 0 }])).toBeNull();
  });
});

describe('addSample', () => {
  it('forgets what is older than ten seconds', () => {
    const samples: Sample[] = [
      { total: 0, atMs: 0 },
      { total: 10, atMs: 5000 },
    ];
    expect(addSample(samples, { total: 20, atMs: 12_000 })).toEqual([
      { total: 10, atMs: 5000 },
      { total: 20, atMs: 12_000 },
    ]);
  });
  it('starts anew when the total falls', () => {
    expect(addSample([{ total: 50, atMs: 0 }], { total: 3, atMs: 1000 })).toEqual([{ total: 3, atMs: 1000 }]);
  });
});
