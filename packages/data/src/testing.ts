import { DuckDBInstance } from '@duckdb/node-api';
import { defineProject, type Project, type ProjectDefinition } from '@flywheel/project';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { literal } from './sql.ts';

/** A folder of its own for one test file, gone when the file has run. Call it outside of tests. */
export function makeTestFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'flywheel-data-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes the rows of a select to a file (Parquet, or CSV by its extension). */
export async function writeRows(file: string, select: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(
    `copy (${select}) to ${literal(file)} (format ${file.endsWith('.csv') ? 'csv, header' : 'parquet'})`,
  );
  connection.closeSync();
  instance.closeSync();
}

/** 1,000 orders, ten an hour from 2024-01-01, each known two hours later. `changes` replaces columns. */
export function ordersSelect(changes = ''): string {
  return `select * replace (${changes || 'row_id as row_id'}) from (
    select i as row_id,
           timestamp '2024-01-01' + to_minutes(i * 6) as event_time,
           i % 7 as items,
           (i * 37 % 1000) / 8.0 as weight,
           ['north', 'south', 'west'][i % 3 + 1] as region,
           i % 4 = 0 as returned,
           timestamp '2024-01-01' + to_minutes(i * 6 + 120) as outcome_time,
           i % 50 as clerk
    from range(1000) t(i))`;
}

export const TRAIN = { from: '2024-01-01T00:00:00Z', until: '2024-01-04T00:00:00Z' };
export const TEST = { from: '2024-01-04T00:00:00Z', until: '2024-01-05T04:00:00Z' };

/** A project over such a file. */
export function ordersProject(
  file: string,
  changes: Partial<ProjectDefinition['source']> = {},
  candidates: ProjectDefinition['training']['candidates'] = [{ name: 'base-rate', estimator: 'constant' }],
): Project {
  return defineProject({
    name: 'orders',
    title: 'Orders',
    question: 'Will this order come back?',
    task: 'binary',
    source: {
      name: 'orders',
      file: () => file,
      query: file.endsWith('.csv')
        ? "select * from read_csv('{file}')"
        : "select * from read_parquet('{file}')",
      rules: [{ name: 'known_clerk', condition: 'clerk < 50', expectation: 'a clerk below 50' }],
      ...changes,
    },
    features: [
      numeric('items', 'int64', 6),
      numeric('weight', 'float32', 200),
      { kind: 'categorical', name: 'region', description: 'Region', pattern: '^[a-z]+$', example: 'north' },
    ],
    target: { name: 'returned', description: 'Comes back', labels: ['kept', 'returned'] },
    training: {
      first: { trainFrom: TRAIN.from, trainUntil: TRAIN.until, testUntil: TEST.until },
      folds: 2,
      seed: 1,
      candidates,
      threshold: 0.5,
    },
    gate: {
      metric: 'rocAuc',
      threshold: 0.5,
      minimumGain: 0,
      minimumGainOverBaseline: 0,
      minimumRows: 10,
    },
    monitoring: {
      windowDays: 1,
      minimumRows: 20,
      minimumCoverage: 0.9,
      outcomeDelayHours: 3,
      breaches: 2,
      ofWindows: 3,
      brakes: { cooldownDays: 1, minimumNewOutcomes: 10, dailyBudget: 1 },
      holdoutDays: 1,
    },
    replay: { from: TEST.from, until: TEST.until, share: 0.5 },
  });
}

function numeric(
  name: string,
  dtype: 'int64' | 'float32',
  max: number,
): ProjectDefinition['features'][number] {
  return { kind: 'numeric', name, description: name, dtype, min: 0, max, example: 1 };
}
