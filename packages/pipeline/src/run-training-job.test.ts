import {
  modelManifestSchema,
  trainingResultSchema,
  type JobProgress,
  type TrainingJob,
} from '@flywheel/contracts';
import type { Project } from '@flywheel/project';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FakeTracking } from './fake-tracking.ts';
import { runTrainingJob, type TrainingJobContext } from './index.ts';
import { INTERVALS, learnableProject, makeTestFolder } from './testing.ts';

const root = makeTestFolder();
const job: TrainingJob = {
  schemaVersion: 1,
  project: 'orders',
  ...INTERVALS,
  seed: 1,
  promote: true,
  reason: 'first champion',
  requestedBy: 'test',
  at: INTERVALS.test.until,
};
let project: Project;
beforeAll(async () => {
  const { training, ...rest } = await learnableProject(root);
  project = { ...rest, training: { ...training, candidates: training.candidates.slice(0, 2) } };
});

let made = 0;
function setUp(): { tracking: FakeTracking; context: TrainingJobContext; lines: string[]; home: string } {
  const home = join(root, `home-${made++}`);
  mkdirSync(home);
  const tracking = new FakeTracking(join(home, 'registry'));
  const lines: string[] = [];
  const context = {
    jobId: 'job-1',
    tracking: tracking.client,
    flywheelHome: home,
    gitCommit: 'abc',
    loadProject: async () => project,
    log: (line: string) => lines.push(line),
    now: () => 1000,
  };
  return { tracking, context, lines, home };
}

describe('a training job', () => {
  test('ends with a run, a version, an evaluation and the decision of the gate', async () => {
    const { tracking, context, home } = setUp();
    const seen: JobProgress[] = [];
    const result = await runTrainingJob(job, { ...context, onProgress: (progress) => seen.push(progress) });
    expect(trainingResultSchema.parse(result)).toEqual(result);
    expect(result).toMatchObject({
      runId: 'run-1',
      modelVersion: '1',
      outcome: 'promoted',
      promotionDecisionId: 'decision-1',
    });
    expect(tracking.runs[0]).toMatchObject({ status: 'FINISHED' });
    expect(tracking.evaluations[0]).toMatchObject({ id: result.evaluationId, champion: null });
    const { params, metrics, tags } = tracking.logged['run-1']!;
    expect(params).toMatchObject({ estimator: 'logistic', seed: '1', 'train.rows': '701' });
    expect(metrics!.map(({ key }) => key)).toEqual(
      expect.arrayContaining([
        'test_roc_auc',
        'cv_log_loss',
        'cv_fold_roc_auc',
        'candidates/base-rate/cv_log_loss',
      ]),
    );
    expect(tags).toMatchObject({
      'flywheel.estimator': 'logistic',
      'flywheel.datasetDigest': result.datasetDigest,
    });
    expect(seen.map(({ fraction }) => fraction)).toEqual(
      seen.map(({ fraction }) => fraction).toSorted((a, b) => a - b),
    );
    expect([...new Set(seen.map(({ stage }) => stage))]).toEqual([
      'prepare',
      'train',
      'evaluate',
      'register',
      'promote',
    ]);
    expect(readdirSync(join(home, 'work'))).toEqual([]);
  });

  test('uploads a package whose manifest names the run', async () => {
    const { tracking, context } = setUp();
    await runTrainingJob(job, context);
    expect(tracking.filesOf('run-1').toSorted()).toEqual(
      [
        'MLmodel',
        'MODEL_CARD.md',
        'dataset.json',
        'golden.json',
        'manifest.json',
        'model.onnx',
        'reference.json',
      ].toSorted(),
    );
    const manifest = modelManifestSchema.parse(
      JSON.parse(readFileSync(join(tracking.folder, 'run-1', 'model', 'manifest.json'), 'utf8')),
    );
    expect(manifest).toMatchObject({ runId: 'run-1', gitCommit: 'abc' });
  });

  test('compares a second model with the champion that the registry holds', async () => {
    const { tracking, context, lines } = setUp();
    await runTrainingJob(job, context);
    tracking.isPassed = false;
    const second = await runTrainingJob({ ...job, seed: 2 }, { ...context, jobId: 'job-2' });
    expect(second).toMatchObject({
      modelVersion: '2',
      outcome: 'refused',
      promotionDecisionId: 'decision-2',
    });
    expect(tracking.evaluations[1]!.champion).toMatchObject({ version: '1' });
    expect(lines).toContainEqual(expect.stringContaining('version 2 was refused: as the test says'));
  });

  test('without promote only registers', async () => {
    const { tracking, context } = setUp();
    const result = await runTrainingJob({ ...job, promote: false }, context);
    expect(result).toMatchObject({ outcome: 'registered', promotionDecisionId: null });
    expect(tracking.calls).not.toContain('promote');
  });

  test('run again after its last answer was lost gives the same result and trains nothing', async () => {
    const { tracking, context, lines } = setUp();
    const first = await runTrainingJob(job, context);
    tracking.calls = [];
    expect(await runTrainingJob(job, context)).toEqual(first);
    expect(tracking.calls).not.toContain('createModelVersion');
    expect(lines.at(-1)).toContain('an earlier attempt');
  });

  test(
    'doubles nothing whichever call breaks off, before or after its work was done',
    { timeout: 120_000 },
    async () => {
      const probe = setUp();
      await runTrainingJob(job, probe.context);
      const names = [...new Set(probe.tracking.calls)];
      for (const name of names) {
        for (const moment of ['before', 'after'] as const) {
          const { tracking, context } = setUp();
          let isBroken = false;
          tracking.onCall = (called, when) => {
            if (isBroken || called !== name || when !== moment) return;
            isBroken = true;
            throw new Error('connection lost');
          };
          await expect(runTrainingJob(job, context)).rejects.toThrow('connection lost');
          const result = await runTrainingJob(job, context);
          const doubled = `${name} broken ${moment} its work`;
          expect(result, doubled).toMatchObject({ modelVersion: '1', outcome: 'promoted' });
          expect(tracking.runs, doubled).toHaveLength(1);
          expect(tracking.versions, doubled).toHaveLength(1);
          expect(tracking.evaluations, doubled).toHaveLength(1);
          expect(tracking.decisions, doubled).toHaveLength(1);
          expect(tracking.runs[0]!.status, doubled).toBe('FINISHED');
        }
      }
    },
  );

  test('logs the same points when a later attempt has to log again', async () => {
    const { tracking, context } = setUp();
    let time = 1000;
    const now = (): number => time++;
    tracking.onCall = (called) => {
      if (called === 'createModelVersion') throw new Error('connection lost');
    };
    await expect(runTrainingJob(job, { ...context, now })).rejects.toThrow('connection lost');
    const pointsOf = () =>
      tracking.logged['run-1']!.metrics!.filter(({ key }) => !key.endsWith('/fit_seconds'));
    const first = pointsOf();
    tracking.onCall = () => undefined;
    await runTrainingJob(job, { ...context, now });
    expect(pointsOf()).toEqual(first);
  });

  test('stopped by its signal marks the run as killed and leaves no working files', async () => {
    const { tracking, context, home } = setUp();
    const controller = new AbortController();
    const running = runTrainingJob(job, {
      ...context,
      signal: controller.signal,
      onProgress: ({ stage, fraction }) => {
        if (stage === 'train' && fraction > 0.3) controller.abort(new Error('cancelled'));
      },
    });
    await expect(running).rejects.toThrow('cancelled');
    expect(tracking.runs[0]!.status).toBe('KILLED');
    expect(readdirSync(join(home, 'work'))).toEqual([]);
  });
});
