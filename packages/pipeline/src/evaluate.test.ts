import { evaluationReportSchema } from '@flywheel/contracts';
import type { Project } from '@flywheel/project';
import { appendFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { evaluate, prepare, readModelFolder, train } from './index.ts';
import { INTERVALS, learnableProject, makeTestFolder, prepareOrders } from './testing.ts';

const root = makeTestFolder();
const challengerFolder = join(root, 'model');
const championFolder = join(root, 'champion');
let project: Project;
let datasetFolder: string;

beforeAll(async () => {
  project = await learnableProject(root);
  datasetFolder = await prepareOrders(project, root);
  await train({ project, datasetFolder, outFolder: challengerFolder, seed: 1 });
  // An earlier champion: trained on the first two days only.
  const until = '2024-01-03T00:00:00Z';
  const earlier = await prepare({
    project,
    train: { from: INTERVALS.train.from, until },
    test: { from: until, until: INTERVALS.train.until },
    datasetsFolder: join(root, 'datasets'),
  });
  const training = { ...project.training, folds: 1 };
  await train({
    project: { ...project, training },
    datasetFolder: earlier.folder,
    outFolder: championFolder,
    seed: 1,
  });
});

describe('evaluate', () => {
  test('measures challenger, champion and baseline on the same later rows', async () => {
    const report = await evaluate({
      project,
      challengerFolder,
      champion: { version: '1', folder: championFolder },
      datasetFolder,
    });
    expect(evaluationReportSchema.parse(report)).toEqual(report);
    const { manifest } = await readModelFolder(challengerFolder);
    expect(report.challenger.figures).toEqual(manifest.test.figures);
    expect(report.champion).toMatchObject({ version: '1', figures: { rows: 261 } });
    expect(report.champion!.figures.logLoss).not.toBe(report.challenger.figures.logLoss);
    expect(report.baseline).toMatchObject({ rows: 261, rocAuc: 0.5 });
    expect(report.rows.interval).toEqual(INTERVALS.test);
  });

  test('has no champion when there is none', async () => {
    const report = await evaluate({ project, challengerFolder, champion: null, datasetFolder });
    expect(report.champion).toBeNull();
  });

  test('refuses a champion that was trained on the test rows', async () => {
    const { folder } = await prepare({
      project,
      train: { from: INTERVALS.train.from, until: '2024-01-03T00:00:00Z' },
      test: { from: '2024-01-03T00:00:00Z', until: INTERVALS.test.until },
      datasetsFolder: join(root, 'datasets'),
    });
    const young = join(root, 'young');
    await train({
      project: { ...project, training: { ...project.training, folds: 1 } },
      datasetFolder: folder,
      outFolder: young,
      seed: 1,
    });
    await expect(
      evaluate({
        project,
        challengerFolder: young,
        champion: { version: '2', folder: challengerFolder },
        datasetFolder: folder,
      }),
    ).rejects.toMatchObject({ code: 'ROWS_SEEN_IN_TRAINING' });
  });

  test('refuses a champion that reads a feature which the project has no more', async () => {
    const [dropped, ...features] = project.features;
    const changed = { ...project, features };
    const folder = await prepareOrders(changed, join(root, 'changed'));
    const outFolder = join(root, 'changed', 'model');
    await train({ project: changed, datasetFolder: folder, outFolder, seed: 1 });
    await expect(
      evaluate({
        project: changed,
        challengerFolder: outFolder,
        champion: { version: '1', folder: championFolder },
        datasetFolder: folder,
      }),
    ).rejects.toMatchObject({ code: 'FEATURES_CHANGED', details: { features: [dropped!.name] } });
  });

  test('refuses a challenger of another dataset and a package that was tampered with', async () => {
    await expect(
      evaluate({ project, challengerFolder: championFolder, champion: null, datasetFolder }),
    ).rejects.toMatchObject({ code: 'WRONG_DATASET' });
    const tampered = join(root, 'tampered');
    cpSync(challengerFolder, tampered, { recursive: true });
    appendFileSync(join(tampered, 'model.onnx'), 'x');
    await expect(
      evaluate({ project, challengerFolder: tampered, champion: null, datasetFolder }),
    ).rejects.toMatchObject({ code: 'MODEL_FOLDER_UNREADABLE' });
  });
});
