import { AppError } from '@flywheel/contracts';
import { loadCliConfig } from './config.ts';
import { createProgram } from './program.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => stop.abort(new Error(`received ${signal}`)));

try {
  const exitWith = (code: number): void => void (process.exitCode = code);
  await createProgram({ config: loadCliConfig(process.env), signal: stop.signal, exitWith }).parseAsync(
    process.argv,
  );
} catch (error) {
  if (stop.signal.aborted) {
    process.exitCode = 130;
  } else {
    console.error(error instanceof AppError ? `flywheel: ${error.message}` : error);
    process.exitCode = 1;
  }
}
