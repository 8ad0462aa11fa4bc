import { loadProject } from '@flywheel/project';
import { findEndpoints, type CommandContext } from '../context.ts';
import { findFault } from '../fault/faults.ts';
import { invalidArgument } from '../errors.ts';
import { parseInstant } from '../parse-instant.ts';
import { replay, type ReplayProgress } from '../replay/replay.ts';

export interface ReplayCommandOptions {
  project: string;
  from: string | undefined;
  until: string | undefined;
  share: number | undefined;
  daysPerSecond: number;
  /** Name of a fault of the simulator, none by default. */
  drift: string | undefined;
}

/** `flywheel replay` and `flywheel fault`: later rows through the real API in time order, each outcome at its real delay. */
export async function runReplay(context: CommandContext, options: ReplayCommandOptions): Promise<void> {
  const { output, signal } = context;
  const project = await loadProject(options.project);
  const fault = options.drift === undefined ? null : findFault(options.drift);
  const interval = {
    from: parseInstant('--from', options.from ?? project.replay.from),
    until: parseInstant('--until', options.until ?? project.replay.until),
  };
  if (interval.from >= interval.until)
    throw invalidArgument({
      name: '--until',
      received: interval.until,
      expected: `a time after ${interval.from}`,
    });
  const inferenceUrl = findEndpoints(context).urlOf('inference');
  if (fault !== null) output.say(`SIMULATED: ${fault.description}. The rows below are not what happened.`);
  output.say(`replaying ${interval.from} to ${interval.until}, ${options.daysPerSecond} days a second`);
  let last = 0;
  const progress = await replay({
    project,
    inferenceUrl,
    interval,
    share: options.share ?? project.replay.share,
    daysPerSecond: options.daysPerSecond,
    fault,
    signal,
    onProgress: (current) => {
      if (Date.now() - last < 1000) return;
      last = Date.now();
      output.say(describe(current));
    },
  });
  if (output.wantsJson) return output.json({ ...progress, clock: new Date(progress.clock).toISOString() });
  output.say(describe(progress));
}

function describe({ clock, predictions, outcomes, retriedRequests }: ReplayProgress): string {
  const retried = retriedRequests === 0 ? '' : `, ${retriedRequests} requests sent again`;
  return `${new Date(clock).toISOString().slice(0, 16)} ${predictions} predictions, ${outcomes} outcomes${retried}`;
}
