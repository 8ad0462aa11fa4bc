import { loadProject } from '@flywheel/project';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspectSource, prepareDataset, readTable, streamRows, validateSource } from './index.ts';
import { makeTestFolder } from './testing.ts';

const datasetsFolder = makeTestFolder();
const day = (date: string): string => `${date}T00:00:00Z`;

describe('the flights data', () => {
  test('gives a dataset version with a known digest', async () => {
    const project = await loadProject('flights');
    const { manifest, folder } = await prepareDataset({
      project,
      train: { from: day('2001-01-29'), until: day('2001-02-01') },
      test: { from: day('2001-02-01'), until: day('2001-02-02') },
      datasetsFolder,
    });
    expect(manifest.splits.train.rows + manifest.splits.test.rows).toBe(manifest.validation.rowsKept);
    const impossible = manifest.validation.checks.find(({ check }) => check === 'possible_delay');
    expect(impossible).toMatchObject({ failedRows: 1, examples: [{ delay: -212 }] });
    const { features, target } = project;
    const table = await readTable({ file: join(folder, 'train.parquet'), features, target });
    expect(table.rows).toBe(manifest.splits.train.rows);
    expect(table.target.reduce((sum, label) => sum + label, 0)).toBe(manifest.splits.train.positives);
    // Pinned: another machine, thread count or DuckDB must give the same.
    expect(manifest.splits.train.digest).toBe(
      '043fba2f860e5aa2e663ea4600c883fb73f1db02c182ae7059be649a0cb9f982',
    );
  });

  test('has no column that the declaration does not fit and only three impossible delays', async () => {
    const project = await loadProject('flights');
    expect((await inspectSource(project)).columns.map(({ name }) => name)).toContain('outcome_time');
    const report = await validateSource({
      project,
      interval: { from: day('2001-02-01'), until: day('2001-03-01') },
    });
    expect(report.rowsRead).toBe(458_170);
    expect(report.rowsRead - report.rowsKept).toBe(3);
  });

  test('streams records that the request schema takes', async () => {
    const project = await loadProject('flights');
    const interval = { from: day('2001-03-01'), until: day('2001-03-03') };
    for await (const batch of streamRows({ project, interval, share: 0.01 })) {
      expect(Object.keys(batch[0]!.record)).toEqual(project.features.map(({ name }) => name));
    }
  });
});
