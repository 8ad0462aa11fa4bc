import { listProjects, loadProject } from '@flywheel/project';
import type { CommandContext } from '../context.ts';
import { endpointsOf } from '../context.ts';
import { runLoop } from '../loop/run-loop.ts';
import { startSupervisor, type Supervisor } from '../supervisor/supervisor.ts';
import { startDetached } from './up-detached.ts';
import type { UpOptions } from './up-options.ts';

/** `flywheel up` and `npm start`: every process under one supervisor, then the loop, until Ctrl-C. */
export async function startPlatform(context: CommandContext, options: UpOptions): Promise<void> {
  const projects = listProjects();
  // A mistake in a project is said before anything starts.
  await Promise.all([...projects, options.project].map(loadProject));
  if (options.detach) return startDetached(context, options);
  const { config, output, signal } = context;
  const supervisor = await startSupervisor({ config, projects, say: output.say, signal });
  try {
    output.say(`all processes are live: ${addresses(supervisor)}`);
    if (options.loop)
      await runLoop({
        ...context,
        endpoints: endpointsOf(supervisor.status()),
        projectName: options.project,
      });
    if (options.exit) return;
    output.say(urlBlock(supervisor, options.project));
    await untilAborted(signal);
  } finally {
    output.say('stopping');
    await supervisor.stop();
  }
}

function addresses(supervisor: Supervisor): string {
  return supervisor
    .status()
    .processes.map(({ name, port }) => `${name} :${port}`)
    .join(', ');
}

function urlBlock({ urlOf }: Supervisor, project: string): string {
  return [
    '',
    `  console      ${urlOf('registry')}/`,
    `  registry     ${urlOf('registry')}/docs        MLflow REST: MLFLOW_TRACKING_URI=${urlOf('registry')}`,
    `  predictions  ${urlOf('inference')}/docs        POST ${urlOf('inference')}/predict/${project}`,
    `  monitor      ${urlOf('monitor')}/docs        metrics of each process at /metrics`,
    `  trainer      ${urlOf('trainer')}/docs`,
    '',
    '  Ctrl-C stops everything.',
    '',
  ].join('\n');
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  // An abort listener alone does not keep the process alive; the children's handles do.
  return promise;
}
