import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { evaluationReportSchema } from '@flywheel/contracts';
import { register } from '@flywheel/pipeline';
import { listProjects, loadProject } from '@flywheel/project';
import { createTrackingClient } from '@flywheel/tracking';
import { endpointsOf, type CommandContext } from '../context.ts';
import { stageContextOf } from '../stage-progress.ts';
import { readStatus } from '../supervisor/status-file.ts';
import { startSupervisor } from '../supervisor/supervisor.ts';
import { writeJson } from '../write-json.ts';

/** `flywheel register`: run, version and evaluation of a model package. Doing it twice gives the same version. */
export async function registerModel(
  context: CommandContext,
  options: { project: string; model: string; dataset: string; evaluation: string; out?: string },
): Promise<void> {
  const { output } = context;
  const project = await loadProject(options.project);
  const evaluation = evaluationReportSchema.parse(
    JSON.parse(await readFile(resolve(options.evaluation), 'utf8')),
  );
  const registration = await withRegistry(context, (uri) =>
    register({
      project,
      tracking: createTrackingClient({ uri }),
      modelFolder: resolve(options.model),
      datasetFolder: resolve(options.dataset),
      evaluation,
      ...stageContextOf(context),
    }),
  );
  if (options.out !== undefined) await writeJson(resolve(options.out), registration);
  if (output.wantsJson) output.json(registration);
  else output.say(`${registration.model} version ${registration.modelVersion}, run ${registration.runId}`);
}

/** The registry that runs, or else one that is started for this call and stopped after it. */
async function withRegistry<Result>(
  { config, output, signal }: CommandContext,
  use: (uri: string) => Promise<Result>,
): Promise<Result> {
  const status = readStatus(config.FLYWHEEL_HOME);
  if (status !== null) return use(endpointsOf(status).urlOf('registry'));
  output.say('  no platform runs: starting one for this command');
  const supervisor = await startSupervisor({ config, projects: listProjects(), say: output.say, signal });
  try {
    return await use(supervisor.urlOf('registry'));
  } finally {
    await supervisor.stop();
  }
}
