import type { Interval } from '@flywheel/contracts';
import { invalidIntervals } from './errors.ts';
import { timestamp } from './sql.ts';

export interface Split {
  name: 'train' | 'test';
  interval: Interval;
}

/** Throws INVALID_INTERVALS unless train.from < train.until <= test.from < test.until. */
export function checkIntervals({ train, test }: { train: Interval; test: Interval }): void {
  for (const [name, { from, until }] of Object.entries({ train, test })) {
    if (!(Date.parse(from) < Date.parse(until)))
      throw invalidIntervals({ problem: `${name} begins at ${from}, not before its end ${until}` });
  }
  if (Date.parse(test.from) < Date.parse(train.until))
    throw invalidIntervals({
      problem: `test begins at ${test.from}, before train ends at ${train.until}, so test rows would be trained on`,
    });
}

/** SQL: the event happened inside the interval. */
export function happenedIn({ from, until }: Interval): string {
  return `(event_time >= ${timestamp(from)} and event_time < ${timestamp(until)})`;
}

/** SQL: the outcome was known when the interval ended, so that a model trained then could have used it. */
export function knownBy({ until }: Interval): string {
  return `outcome_time <= ${timestamp(until)}`;
}
