import { describe, expect, test } from 'vitest';
import { defineProject, loadProject, type Project } from './index.ts';

const flights = await loadProject('flights');
/** The declaration of the flights with one part replaced. */
const declare = (change: Partial<Project>): Project => defineProject({ ...flights, ...change });
const [minute] = flights.features;
const origin = flights.features.find(({ name }) => name === 'origin')!;
const { training, monitoring } = flights;

test('the declaration of the flights is accepted as it is', () => {
  expect(declare({})).toEqual(flights);
});

describe('a declaration is refused', () => {
  test.each<[string, Partial<Project>, RegExp]>([
    ['with a feature twice', { features: [minute!, minute!] }, /"minute" is declared twice/],
    [
      'with the target among the features',
      { target: { ...flights.target, name: 'minute' } },
      /"minute" is the target: as a feature it would tell the model the answer/,
    ],
    [
      'with a feature named like a column of every dataset version',
      { features: [{ ...minute!, name: 'event_time' }] },
      /"event_time" is a column of every dataset version/,
    ],
    [
      'with a range upside down',
      { features: [{ ...minute!, min: 10, max: 1 } as Project['features'][number]] },
      /min 10 is above max 1/,
    ],
    [
      'with an example outside its own range',
      { features: [{ ...minute!, example: 1440 } as Project['features'][number]] },
      /the example 1440 is no int64 from 0 to 1439/,
    ],
    [
      'with a pattern that is no regular expression',
      { features: [{ ...origin, pattern: '[A-Z' } as Project['features'][number]] },
      /\[A-Z is no regular expression/,
    ],
    [
      'with an example that does not match its own pattern',
      { features: [{ ...origin, example: 'ohare' } as Project['features'][number]] },
      /"ohare" does not match/,
    ],
    [
      'with a candidate twice',
      { training: { ...training, candidates: [training.candidates[0]!, training.candidates[0]!] } },
      /"base-rate" is declared twice/,
    ],
    [
      'whose test ends before its training',
      { training: { ...training, first: { ...training.first, testUntil: training.first.trainFrom } } },
      /testUntil .* is not after trainUntil/,
    ],
    [
      'whose trigger can never be pulled',
      { monitoring: { ...monitoring, breaches: 4, ofWindows: 3 } },
      /4 of 3 windows can never be below the limit/,
    ],
  ])('%s', (_, change, reason) => {
    expect(() => declare(change)).toThrow(reason);
  });

  test('with every mistake named at once', () => {
    const change = { features: [minute!, minute!], monitoring: { ...monitoring, breaches: 4 } };
    expect(() => declare(change)).toThrow(/declared twice[\s\S]*never be below the limit/);
  });
});

test('an unknown project is refused with the names of those that exist', async () => {
  await expect(loadProject('ships')).rejects.toMatchObject({
    code: 'UNKNOWN_PROJECT',
    message: expect.stringContaining('flights'),
  });
});
