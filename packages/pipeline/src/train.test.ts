import {
  goldenSchema,
  MODEL_PACKAGE_FILES,
  referenceProfileSchema,
  type ModelManifest,
} from '@flywheel/contracts';
import { DATASET_FILES, readTable } from '@flywheel/data';
import { computeFigures } from '@flywheel/learn';
import type { Project } from '@flywheel/project';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readModelFolder, scoreOnnx, train } from './index.ts';
import { sha256 } from './package/model-folder.ts';
import { recordsToTable } from './records-to-table.ts';
import { learnableProject, makeTestFolder, prepareOrders } from './testing.ts';

const root = makeTestFolder();
const modelFolder = join(root, 'model');
const file = (name: keyof typeof MODEL_PACKAGE_FILES, folder = modelFolder): Buffer =>
  readFileSync(join(folder, MODEL_PACKAGE_FILES[name]));

let project: Project;
let datasetFolder: string;
let manifest: ModelManifest;
beforeAll(async () => {
  project = await learnableProject(root);
  datasetFolder = await prepareOrders(project, root);
  ({ manifest } = await train({
    project,
    datasetFolder,
    outFolder: modelFolder,
    seed: 1,
    runId: 'run-1',
    gitCommit: 'abc',
  }));
});

describe('a model package', () => {
  test('holds every file, each with its digest in the manifest', async () => {
    expect(readdirSync(modelFolder).toSorted()).toEqual(Object.values(MODEL_PACKAGE_FILES).toSorted());
    for (const [name, digest] of Object.entries(manifest.digests))
      expect(sha256(readFileSync(join(modelFolder, name)))).toBe(digest);
    expect(Object.keys(manifest.digests)).toHaveLength(5);
    expect((await readModelFolder(modelFolder)).manifest).toEqual(manifest);
  });

  test('names the best candidate by log loss and what it was made of', () => {
    const losses = manifest.candidates.map(({ mean }) => mean.logLoss);
    const best = manifest.candidates[losses.indexOf(Math.min(...losses))]!;
    expect(manifest).toMatchObject({ estimator: best.estimator, params: best.params, runId: 'run-1' });
    expect(manifest.candidates.map(({ name }) => name)).toEqual(['base-rate', 'logistic', 'trees']);
    expect(manifest.train.rows).toBe(701);
    expect(manifest.categories).toEqual({ region: ['north', 'south', 'west'] });
  });

  test('carries the figures of the ONNX file on the test rows, better than chance', async () => {
    const { features, target } = project;
    const table = await readTable({ file: join(datasetFolder, DATASET_FILES.test), features, target });
    const { probabilities } = await scoreOnnx({ onnx: file('onnx'), features, table });
    expect(manifest.test.figures).toEqual(computeFigures(table.target, probabilities, 0.5));
    expect(manifest.test.figures.rocAuc).toBeGreaterThan(0.85);
  });

  test('carries golden rows that the ONNX file answers as written', async () => {
    const golden = goldenSchema.parse(JSON.parse(String(file('golden'))));
    expect(golden.rows.length).toBeGreaterThanOrEqual(20);
    expect(
      golden.rows.some(
        ({ region }) => region !== null && !['north', 'south', 'west'].includes(String(region)),
      ),
    ).toBe(true);
    const { features } = project;
    const answers = await scoreOnnx({
      onnx: file('onnx'),
      features,
      table: recordsToTable(golden.rows, features),
    });
    expect([...answers.probabilities]).toEqual(golden.probabilities);
    expect([...answers.labels]).toEqual(golden.labels);
  });

  test('carries the reference profile of every feature, the score and the performance', () => {
    const reference = referenceProfileSchema.parse(JSON.parse(String(file('reference'))));
    expect(Object.keys(reference.features)).toEqual(['items', 'weight', 'region']);
    expect(reference.rows).toBe(701);
    expect(reference.score.counts.reduce((sum, count) => sum + count, 0)).toBe(261);
    expect(reference.performance.lowerLimit).toBeLessThan(reference.performance.mean);
  });

  test('is an MLflow model with a named signature, and has a card', () => {
    const mlmodel = parse(String(file('mlmodel'))) as {
      flavors: Record<string, Record<string, unknown>>;
      run_id: string;
      signature: { inputs: string };
    };
    expect(mlmodel.flavors).toMatchObject({
      onnx: { data: 'model.onnx' },
      python_function: { loader_module: 'mlflow.onnx', data: 'model.onnx' },
    });
    expect(mlmodel.run_id).toBe('run-1');
    expect(JSON.parse(mlmodel.signature.inputs)).toEqual([
      { name: 'items', type: 'tensor', 'tensor-spec': { dtype: 'int64', shape: [-1, 1] } },
      { name: 'weight', type: 'tensor', 'tensor-spec': { dtype: 'float32', shape: [-1, 1] } },
      { name: 'region', type: 'tensor', 'tensor-spec': { dtype: 'str', shape: [-1, 1] } },
    ]);
    expect(String(file('card'))).toContain('Will this order come back?');
  });
});

describe('training', () => {
  const trainInto = async (name: string, seed: number, dataset = datasetFolder): Promise<Buffer> => {
    const outFolder = join(root, name);
    await train({ project, datasetFolder: dataset, outFolder, seed });
    return file('onnx', outFolder);
  };

  test('gives the same ONNX bytes for the same data and seed, others for another seed or row', async () => {
    expect(await trainInto('again', 1)).toEqual(file('onnx'));
    if (manifest.estimator === 'gbdt') expect(await trainInto('other-seed', 2)).not.toEqual(file('onnx'));
    const changed = await learnableProject(root, 'case when row_id = 8 then 6 else items end as items');
    const other = await prepareOrders(changed, root);
    expect(await trainInto('other-row', 1, other)).not.toEqual(file('onnx'));
  });

  test('replaces a package but leaves any other folder alone', async () => {
    await trainInto('again', 1);
    const precious = join(root, 'precious');
    mkdirSync(precious);
    writeFileSync(join(precious, 'thesis.txt'), 'years of work');
    await expect(trainInto('precious', 1)).rejects.toMatchObject({ code: 'OUTPUT_FOLDER_TAKEN' });
    expect(readdirSync(precious)).toEqual(['thesis.txt']);
  });

  test('says that a folder cannot be written, and leaves nothing when it is aborted', async () => {
    const blocked = join(root, 'blocked');
    writeFileSync(blocked, '');
    await expect(trainInto(join('blocked', 'model'), 1)).rejects.toMatchObject({
      code: 'MODEL_FOLDER_NOT_WRITTEN',
    });
    const controller = new AbortController();
    const outFolder = join(root, 'aborted');
    const running = train({
      project,
      datasetFolder,
      outFolder,
      seed: 1,
      signal: controller.signal,
      onProgress: (fraction) => fraction > 0.3 && controller.abort(new Error('stopped by hand')),
    });
    await expect(running).rejects.toThrow('stopped by hand');
    expect(existsSync(outFolder)).toBe(false);
  });

  test('refuses the dataset of another project', async () => {
    const other = { ...project, name: 'parcels' };
    await expect(
      train({ project: other, datasetFolder, outFolder: join(root, 'x'), seed: 1 }),
    ).rejects.toMatchObject({ code: 'WRONG_PROJECT' });
  });
});
