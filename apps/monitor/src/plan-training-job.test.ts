import { trainingJobSchema } from '@flywheel/contracts';
import { expect, test } from 'vitest';
import { makeProject } from '../test/support.ts';
import { planTrainingJob } from './plan-training-job.ts';

const project = makeProject('any');
const asked = { reason: 'because', requestedBy: 'monitor' };

test('the last whole days before the watermark are held out, all earlier ones train', () => {
  const job = planTrainingJob(project, { ...asked, at: new Date('2001-04-11T03:36:00Z') });
  expect(job).toMatchObject({
    train: { from: '2001-01-01T00:00:00Z', until: '2001-04-04T00:00:00.000Z' },
    test: { from: '2001-04-04T00:00:00.000Z', until: '2001-04-11T00:00:00.000Z' },
    at: '2001-04-11T03:36:00.000Z',
    promote: true,
    seed: 7,
  });
  expect(trainingJobSchema.parse(job)).toEqual(job);
});

test('there is no job while no whole day is left to train on', () => {
  expect(planTrainingJob(project, { ...asked, at: new Date('2001-01-09T00:00:00Z') })).not.toBeNull();
  expect(planTrainingJob(project, { ...asked, at: new Date('2001-01-08T23:59:59Z') })).toBeNull();
});
