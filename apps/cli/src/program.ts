import { Command } from 'commander';
import type { CliConfig } from './config.ts';
import type { Act } from './act.ts';
import { addModelCommands } from './program-model-commands.ts';
import { addPipelineCommands } from './program-pipeline-commands.ts';
import { createOutput } from './output.ts';
import { stopPlatform } from './commands/down.ts';
import { runDoctor } from './commands/doctor.ts';
import { showStatus } from './commands/status.ts';
import { startPlatform } from './commands/up.ts';

/** The command line. Every command takes --json; exit code 0 is success, 1 a failure or a refusal, 130 Ctrl-C. */
export function createProgram({
  config,
  signal,
  exitWith,
}: {
  config: CliConfig;
  signal: AbortSignal;
  exitWith: (code: number) => void;
}): Command {
  const program = new Command('flywheel')
    .description('Flywheel: data, training, registry, serving, monitoring and retraining on your machine')
    .option('--json', 'print one JSON document on standard output', false)
    .showHelpAfterError('Add --help to see what this command takes.');
  const act: Act =
    (run) =>
    async (...args) => {
      const command = args.at(-1) as Command;
      const output = createOutput({ json: Boolean(command.optsWithGlobals()['json']) });
      const options = { ...(args.at(-2) as object), arguments: command.args };
      const succeeded = await run({ config, output, signal }, options as never);
      if (succeeded === false) exitWith(1);
    };
  addProcessCommands(program, act);
  addPipelineCommands(program, act);
  addModelCommands(program, act);
  for (const command of program.commands)
    command.option('--json', 'print one JSON document on standard output', false);
  return program;
}

function addProcessCommands(program: Command, act: Act): void {
  program
    .command('up')
    .description('start every process under one supervisor, then turn the loop, until Ctrl-C')
    .option('--detach', 'leave it running in the background and return', false)
    .option('--no-loop', 'start the processes only')
    .option(
      '--exit',
      'stop everything when the loop has ended; exit code 0 only with a promoted retrained champion',
      false,
    )
    .option('--project <name>', 'project to turn the loop for', 'flights')
    .action(act(startPlatform));
  program.command('down').description('stop every process').action(act(stopPlatform));
  program
    .command('status')
    .description('every process with its pid, address and readiness')
    .action(act(showStatus));
  program
    .command('doctor')
    .description('check this machine: Node, disk, memory, ports, projects')
    .action(act(runDoctor));
}
