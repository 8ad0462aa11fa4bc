import { ordersProject, ordersSelect, TEST, TRAIN, writeRows } from '@flywheel/data/testing';
import type { Project } from '@flywheel/project';
import { join } from 'node:path';
import { prepare } from './prepare.ts';

export { makeTestFolder } from '@flywheel/data/testing';

/** Orders that come back more often when they hold many items or go south, with noise by a hash. */
const LEARNABLE =
  "(items + case when region = 'south' then 3 else 0 end + md5_number_lower(row_id::varchar) % 6) > 8 as returned";

const CANDIDATES: Parameters<typeof ordersProject>[2] = [
  { name: 'base-rate', estimator: 'constant' },
  { name: 'logistic', estimator: 'logistic' },
  { name: 'trees', estimator: 'gbdt', params: { trees: 20, leaves: 8, minRowsPerLeaf: 10 } },
];

/** The orders project with a label that can be learnt, its source below `folder`. `changes` replaces further columns. */
export async function learnableProject(folder: string, changes = ''): Promise<Project> {
  const file = join(folder, `orders${changes === '' ? '' : '-changed'}.parquet`);
  await writeRows(file, ordersSelect(changes === '' ? LEARNABLE : `${LEARNABLE}, ${changes}`));
  return ordersProject(file, {}, CANDIDATES);
}

/** Its dataset version: three days of training rows, a day and four hours of test rows. */
export async function prepareOrders(project: Project, folder: string): Promise<string> {
  const prepared = await prepare({ project, ...INTERVALS, datasetsFolder: join(folder, 'datasets') });
  return prepared.folder;
}

export const INTERVALS = { train: TRAIN, test: TEST };
