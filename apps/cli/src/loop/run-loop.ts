import type { LoopReport } from '@flywheel/contracts';
import { loadProject } from '@flywheel/project';
import { loopNotPromoted } from '../errors.ts';
import { openLoopClients } from './loop-clients.ts';
import type { LoopContext, LoopStep } from './loop-step.ts';
import { buildReport, describeReport, writeReport } from './loop-report.ts';
import { replayUntilRetrained } from './replay-until-retrained.ts';
import { trainFirstChampion } from './train-first-champion.ts';
import { waitUntilServed } from './wait-until-served.ts';

/**
 * Turns the loop once: first champion, traffic, outcomes, trigger, retraining, promotion. Every step looks first
 * whether it has been done, so a loop that was interrupted goes on where it stopped.
 */
export async function runLoop(context: LoopContext): Promise<LoopReport> {
  const { config, output, endpoints, signal } = context;
  const project = await loadProject(context.projectName);
  const clients = openLoopClients({ endpoints, redisUrl: config.REDIS_URL, project: project.name, signal });
  const step: LoopStep = { ...context, project, clients };
  const durations: Record<string, number> = {};
  const timed = async <Result>(name: string, run: () => Promise<Result>): Promise<Result> => {
    const started = performance.now();
    try {
      return await run();
    } finally {
      durations[name] = (performance.now() - started) / 1000;
    }
  };
  try {
    output.say(`\n${project.title}: ${project.question}\n`);
    await timed('first champion', () => trainFirstChampion(step));
    await timed('first served', () => waitUntilServed(step));
    const replayed = await timed('replay and retraining', () => replayUntilRetrained(step));
    await timed('retrained served', () => waitUntilServed(step));
    const report = await buildReport({ step, replayed, durations });
    writeReport(config.FLYWHEEL_HOME, report);
    output.say(describeReport(report));
    if (report.outcome !== 'promoted')
      throw loopNotPromoted({
        reason: 'every retrained version was refused by the gate, see the decisions above',
      });
    return report;
  } finally {
    await clients.close();
  }
}
