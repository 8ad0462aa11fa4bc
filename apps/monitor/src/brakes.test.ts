import type { RetrainDecision } from '@flywheel/contracts';
import { expect, test } from 'vitest';
import { makeProject } from '../test/support.ts';
import { findBrake } from './brakes.ts';

const { monitoring: policy } = makeProject('any');
const watermark = new Date('2001-05-01T12:00:00Z');

const startedAt = (at: string): RetrainDecision => ({
  id: at,
  project: 'any',
  modelVersion: '1',
  trigger: 'performance',
  decision: 'started',
  reason: 'r',
  jobId: at,
  at,
  createdAt: at,
});
const free = { policy, watermark, started: [], runningJob: null, newOutcomes: 300, isTrainable: true };

test('nothing holds back a first retraining with enough outcomes', () => {
  expect(findBrake(free)).toBeNull();
});

test('a job that has not ended holds back before anything else', () => {
  const started = [startedAt('2001-05-01T00:00:00Z')];
  expect(findBrake({ ...free, started, runningJob: 'job-7', newOutcomes: 0 })).toEqual({
    decision: 'running',
    reason: 'training job job-7 has not ended',
  });
});

test('the cool-down ends exactly after its days', () => {
  const started = [startedAt('2001-04-17T12:00:01Z')];
  expect(findBrake({ ...free, started })).toEqual({
    decision: 'cooldown',
    reason: '13.9 of 14 days of cool-down have passed since 2001-04-17',
  });
  expect(findBrake({ ...free, started: [startedAt('2001-04-17T12:00:00Z')] })).toBeNull();
});

test('the budget counts the retrainings of the last 24 hours', () => {
  const brakes = { ...policy.brakes, cooldownDays: 0, dailyBudget: 2 };
  const started = [startedAt('2001-05-01T11:00:00Z'), startedAt('2001-04-30T12:00:00Z')];
  expect(findBrake({ ...free, policy: { ...policy, brakes }, started })).toBeNull();
  const third = [started[0]!, startedAt('2001-04-30T12:00:01Z')];
  expect(findBrake({ ...free, policy: { ...policy, brakes }, started: third })).toEqual({
    decision: 'budget',
    reason: '2 of 2 retrainings a day were started since this time yesterday',
  });
});

test('too few new outcomes hold back, with the figures', () => {
  expect(findBrake({ ...free, newOutcomes: 299 })).toEqual({
    decision: 'outcomes',
    reason: "299 of 300 new outcomes have arrived since the champion's training data ended",
  });
});

test('a project without a day to train on before the held-out ones waits', () => {
  expect(findBrake({ ...free, isTrainable: false })?.decision).toBe('outcomes');
});
