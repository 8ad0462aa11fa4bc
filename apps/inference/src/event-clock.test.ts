import { expect, it } from 'vitest';
import { createEventClock } from './event-clock.ts';

const replay = { from: '2001-03-01T00:00:00Z', until: '2001-07-01T00:00:00Z', share: 1 };
const projects = [
  { name: 'today', clock: 'wall' as const, replay },
  { name: 'past', clock: 'replay' as const, replay },
];
const wallNow = () => new Date('2026-01-01T00:00:00Z');

it('is the wall clock for a project that lives today', () => {
  const clock = createEventClock(projects, { wallNow, latest: new Map() });
  clock.observe('today', new Date('2030-01-01T00:00:00Z'));
  expect(clock.now('today')).toEqual(wallNow());
});

it('is the greatest event time seen for a project that replays the past, and never goes back', () => {
  const clock = createEventClock(projects, { wallNow, latest: new Map() });
  expect(clock.now('past')).toEqual(new Date(replay.from));
  clock.observe('past', new Date('2001-03-05T10:00:00Z'));
  clock.observe('past', new Date('2001-03-04T10:00:00Z'));
  expect(clock.now('past')).toEqual(new Date('2001-03-05T10:00:00Z'));
});

it('goes on from the prediction log after a restart', () => {
  const latest = new Map([['past', new Date('2001-05-01T00:00:00Z')]]);
  expect(createEventClock(projects, { wallNow, latest }).now('past')).toEqual(latest.get('past'));
});
