import type { MonitoringWindow } from '@flywheel/contracts';
import { expect, test } from 'vitest';
import { makeProject } from '../test/support.ts';
import { decisionTime, performanceTrigger } from './trigger.ts';

const policy = makeProject('any').monitoring;

/** Windows newest first, one a week, with these figures; the lower limit is 0.6. */
const windows = (...values: number[]): MonitoringWindow[] =>
  values.map((value, index) => {
    const from = Date.UTC(2001, 2, 26) - index * 7 * 86_400_000;
    return {
      project: 'any',
      modelVersion: '3',
      from: new Date(from).toISOString(),
      until: new Date(from + 7 * 86_400_000).toISOString(),
      rows: 500,
      status: 'ok',
      drift: [],
      performance: {
        metric: 'rocAuc',
        value,
        logLoss: 0.5,
        lowerLimit: 0.6,
        upperLimit: 0.8,
        outcomes: 500,
        coverage: 1,
      },
    };
  });

test('two breaches in the last three windows pull the trigger, with the figure of the last one', () => {
  expect(performanceTrigger(windows(0.58, 0.7, 0.55), policy)).toEqual({
    kind: 'performance',
    knownAt: new Date('2001-04-03T00:00:00Z'),
    modelVersion: '3',
    occasion: '2001-03-26',
    reason: 'roc_auc 0.580 is below its lower limit 0.600 in 2 of the last 3 windows of version 3',
  });
});

test('one breach, a figure on the limit, and breaches further back pull nothing', () => {
  expect(performanceTrigger(windows(0.5, 0.7, 0.7), policy)).toBeNull();
  expect(performanceTrigger(windows(0.6, 0.6, 0.6), policy)).toBeNull();
  expect(performanceTrigger(windows(0.5, 0.7, 0.7, 0.5, 0.5), policy)).toBeNull();
  expect(performanceTrigger([], policy)).toBeNull();
});

test('the first two windows of a version are enough', () => {
  expect(performanceTrigger(windows(0.5, 0.5), policy)?.reason).toContain('2 of the last 2 windows');
});

test('decides at the time from which the trigger could be known, after an outage at the watermark', () => {
  const knownAt = new Date('2001-04-24T00:00:00Z');
  const trigger = {
    kind: 'performance' as const,
    modelVersion: '1',
    occasion: '2001-04-16',
    reason: 'r',
    knownAt,
  };
  const at = (watermark: string) =>
    decisionTime(trigger, { watermark: new Date(watermark), windowDays: 7 }).toISOString();
  expect(at('2001-04-26T09:00:00Z')).toBe('2001-04-24T00:00:00.000Z');
  expect(at('2001-05-20T00:00:00Z')).toBe('2001-05-20T00:00:00.000Z');
});
