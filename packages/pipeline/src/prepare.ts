import type { DatasetManifest, Interval } from '@flywheel/contracts';
import { prepareDataset } from '@flywheel/data';
import type { Project } from '@flywheel/project';
import type { StageContext } from './stage-context.ts';

/** Stage 1: the rows of two intervals as a dataset version below `datasetsFolder`. */
export async function prepare({
  project,
  train,
  test,
  datasetsFolder,
  signal,
  onProgress,
  log,
}: {
  project: Project;
  train: Interval;
  test: Interval;
  datasetsFolder: string;
} & StageContext): Promise<{ manifest: DatasetManifest; folder: string }> {
  const prepared = await prepareDataset({ project, train, test, datasetsFolder, signal, onProgress });
  const { digest, splits, validation } = prepared.manifest;
  const rejected = validation.rowsRead - validation.rowsKept;
  log?.(
    `dataset ${digest.slice(0, 12)}: ${splits.train.rows} training rows, ${splits.test.rows} test rows, ${rejected} left out`,
  );
  return prepared;
}
