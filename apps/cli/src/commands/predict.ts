import { predictResponseSchema } from '@flywheel/contracts';
import { loadProject } from '@flywheel/project';
import { findEndpoints, type CommandContext } from '../context.ts';
import { invalidArgument } from '../errors.ts';
import { requestJson } from '../http.ts';

/** `flywheel predict minute=1065 …`: one prediction over HTTP with its explanation. Fields left out take the project's example. */
export async function predictOne(
  context: CommandContext,
  options: { project: string; fields: string[] },
): Promise<void> {
  const { output } = context;
  const project = await loadProject(options.project);
  const examples = Object.fromEntries(project.features.map(({ name, example }) => [name, example]));
  const given = Object.fromEntries(
    options.fields.map((field) =>
      parseField(field, new Map(project.features.map(({ name, kind }) => [name, kind]))),
    ),
  );
  const response = await requestJson({
    url: `${findEndpoints(context).urlOf('inference')}/predict/${project.name}`,
    schema: predictResponseSchema,
    body: { records: [{ ...examples, ...given }], explain: true },
  });
  if (output.wantsJson) return output.json(response);
  const prediction = response.predictions[0]!;
  output.say(
    `${prediction.labelName}: probability ${prediction.probability.toFixed(3)} (model version ${response.modelVersion}, prediction ${prediction.id})`,
  );
  for (const { message } of prediction.warnings) output.say(`  warning: ${message}`);
  for (const { feature, contribution, baseline } of prediction.explanation ?? []) {
    output.say(
      `  ${feature.padEnd(14)} ${contribution >= 0 ? '+' : ''}${contribution.toFixed(3)} against ${baseline}`,
    );
  }
}

function parseField(field: string, kinds: Map<string, 'numeric' | 'categorical'>): [string, number | string] {
  const [name, value] = field.split('=', 2);
  const kind = kinds.get(name!);
  if (kind === undefined || value === undefined) {
    throw invalidArgument({
      name: 'field',
      received: field,
      expected: `name=value with one of ${[...kinds.keys()].join(', ')}`,
    });
  }
  if (kind === 'categorical') return [name!, value];
  if (value === '' || !Number.isFinite(Number(value)))
    throw invalidArgument({ name: name!, received: value, expected: 'a number' });
  return [name!, Number(value)];
}
