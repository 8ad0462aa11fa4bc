import type { Command } from 'commander';
import { parseNumber, type Act } from './act.ts';
import { showDrift } from './commands/drift.ts';
import { predictOne } from './commands/predict.ts';
import { promoteVersion, rollBack } from './commands/promote.ts';
import { runReplay, type ReplayCommandOptions } from './commands/replay.ts';
import { retrain } from './commands/retrain.ts';
import { faults } from './fault/faults.ts';

/** Commands about what runs: versions, predictions, drift, traffic. They need `flywheel up`. */
export function addModelCommands(program: Command, act: Act): void {
  program
    .command('promote')
    .description('ask the registry to make a version the champion; its gate decides')
    .requiredOption('--version <number>', 'model version')
    .requiredOption('--reason <text>', 'kept with the decision')
    .option('--project <name>', 'project', 'flights')
    .action(act(promoteVersion));
  program
    .command('rollback')
    .description('make the previous champion the champion again')
    .requiredOption('--reason <text>', 'kept with the decision')
    .option('--project <name>', 'project', 'flights')
    .action(act(rollBack));
  program
    .command('predict [fields...]')
    .description(
      'one prediction over HTTP, e.g. "predict origin=JFK minute=1200"; fields left out take the example',
    )
    .option('--project <name>', 'project', 'flights')
    .action(
      act((context, options: { project: string; arguments: string[] }) =>
        predictOne(context, { ...options, fields: options.arguments }),
      ),
    );
  program
    .command('drift')
    .description('windows, realised performance and drift as the monitor sees them')
    .option('--project <name>', 'project', 'flights')
    .option('--limit <number>', 'windows to show', parseNumber, 10)
    .action(act(showDrift));
  program
    .command('retrain')
    .description('pull the trigger by hand; cool-down, budget and minimum outcomes still hold')
    .requiredOption('--reason <text>', 'kept with the decision')
    .option('--project <name>', 'project', 'flights')
    .action(act(retrain));
  addTraffic(
    program.command('replay').description('send later rows through the real API on an accelerated clock'),
  ).action(
    act((context, options: ReplayCommandOptions) => runReplay(context, { ...options, drift: undefined })),
  );
  addTraffic(
    program
      .command('fault')
      .description('the same replay through a documented simulator of an incident')
      .requiredOption(
        '--drift <name>',
        Object.entries(faults)
          .map(([name, { description }]) => `${name}: ${description}`)
          .join('; '),
      ),
  ).action(act(runReplay));
}

function addTraffic(command: Command): Command {
  return command
    .option('--project <name>', 'project', 'flights')
    .option('--from <date>', 'event time of the first row (default: the project’s replay)')
    .option('--until <date>', 'event time of the end')
    .option('--share <fraction>', 'share of the rows, 0 to 1', parseNumber)
    .option('--days-per-second <number>', 'speed of the clock', parseNumber, 2);
}
