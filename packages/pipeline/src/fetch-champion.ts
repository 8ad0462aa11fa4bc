import type { Project } from '@flywheel/project';
import type { TrackingClient } from '@flywheel/tracking';
import { join } from 'node:path';
import { readModelFolder } from './package/model-folder.ts';

/** The current champion's package, downloaded into a folder of its own below `workFolder` and checked; null without a champion. */
export async function fetchChampion({
  project,
  tracking,
  workFolder,
}: {
  project: Pick<Project, 'name'>;
  tracking: TrackingClient;
  workFolder: string;
}): Promise<{ version: string; folder: string } | null> {
  const champion = await tracking.getVersionByAlias(project.name, 'champion');
  if (champion === null) return null;
  const folder = join(workFolder, `champion-${champion.version}`);
  await tracking.downloadModelPackage(project.name, champion.version, folder);
  await readModelFolder(folder);
  return { version: champion.version, folder };
}
