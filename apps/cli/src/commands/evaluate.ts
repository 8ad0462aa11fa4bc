import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { evaluate, fetchChampion } from '@flywheel/pipeline';
import { loadProject } from '@flywheel/project';
import { createTrackingClient } from '@flywheel/tracking';
import { endpointsOf, type CommandContext } from '../context.ts';
import { stageContextOf } from '../stage-progress.ts';
import { readStatus } from '../supervisor/status-file.ts';
import { writeJson } from '../write-json.ts';

/** `flywheel evaluate`: figures of a model package on the test rows, beside the champion's when a registry runs. */
export async function evaluateModel(
  context: CommandContext,
  options: { project: string; model: string; dataset: string; out?: string; against: 'champion' | 'none' },
): Promise<void> {
  const { config, output } = context;
  const project = await loadProject(options.project);
  const status = options.against === 'none' ? null : readStatus(config.FLYWHEEL_HOME);
  const workFolder = await mkdtemp(join(tmpdir(), 'flywheel-evaluate-'));
  try {
    const tracking =
      status === null ? null : createTrackingClient({ uri: endpointsOf(status).urlOf('registry') });
    const report = await evaluate({
      project,
      challengerFolder: resolve(options.model),
      champion: tracking === null ? null : await fetchChampion({ project, tracking, workFolder }),
      datasetFolder: resolve(options.dataset),
      ...stageContextOf(context),
    });
    if (options.out !== undefined) await writeJson(resolve(options.out), report);
    if (output.wantsJson) output.json(report);
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}
