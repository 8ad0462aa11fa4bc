import { resolve } from 'node:path';
import { train } from '@flywheel/pipeline';
import { loadProject } from '@flywheel/project';
import type { CommandContext } from '../context.ts';
import { candidateTable } from '../loop/describe.ts';
import { stageContextOf } from '../stage-progress.ts';

/** `flywheel train`: a dataset version in, a model package out. */
export async function trainModel(
  context: CommandContext,
  options: { project: string; dataset: string; out: string; seed?: number },
): Promise<void> {
  const { output } = context;
  const project = await loadProject(options.project);
  const { manifest, folder } = await train({
    project,
    datasetFolder: resolve(options.dataset),
    outFolder: resolve(options.out),
    seed: options.seed ?? project.training.seed,
    ...stageContextOf(context),
  });
  if (output.wantsJson) return output.json(manifest);
  output.say(candidateTable(manifest.candidates));
  output.say(
    `model package with ${manifest.estimator} in ${folder}, model.onnx ${manifest.digests['model.onnx']}`,
  );
}
