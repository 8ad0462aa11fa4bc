import { loadCliConfig } from './config.ts';
import { describeError } from './describe-error.ts';
import { createProgram } from './program.ts';

const INTERRUPTED = 130;
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => stop.abort(new Error(`received ${signal}`)));
// Nobody reads what we print any more (the terminal was closed, or "| head" has ended): stop in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', (error) => stop.abort(error));

try {
  const exitWith = (code: number): void => void (process.exitCode = code);
  await createProgram({ config: loadCliConfig(process.env), signal: stop.signal, exitWith }).parseAsync(
    process.argv,
  );
} catch (error) {
  if (!stop.signal.aborted) {
    console.error(describeError(error));
    process.exitCode = 1;
  }
}
// Everything that was started has ended: nothing that is still open may hold the terminal.
if (stop.signal.aborted) process.exit(INTERRUPTED);
