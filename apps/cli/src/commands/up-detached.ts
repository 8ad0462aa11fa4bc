import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SupervisorStatus } from '@flywheel/contracts';
import type { CommandContext } from '../context.ts';
import { alreadyRunning, processEnded } from '../errors.ts';
import { answers } from '../supervisor/health.ts';
import { makeHome } from '../supervisor/home.ts';
import { findSupervisor } from '../supervisor/lock.ts';
import { readStatus } from '../supervisor/status-file.ts';
import type { UpOptions } from './up-options.ts';

/** `flywheel up --detach`: the same command in the background; returns when every process answers. */
export async function startDetached(
  { config, output, signal }: CommandContext,
  options: UpOptions,
): Promise<void> {
  const home = config.FLYWHEEL_HOME;
  makeHome(home);
  const pid = findSupervisor(home);
  if (pid !== null) throw alreadyRunning({ pid, home });
  const logFile = join(home, 'logs', 'supervisor.log');
  const log = openSync(logFile, 'a');
  const written = statSync(logFile).size;
  const said = (): string => readFileSync(logFile).subarray(written).toString().trim();
  const flags = [...(options.loop ? [] : ['--no-loop']), ...(options.exit ? ['--exit'] : [])];
  const child = spawn(process.execPath, [process.argv[1]!, 'up', ...flags, '--project', options.project], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = once(child, 'exit');
  let status: SupervisorStatus | null = null;
  while (!(await isLive((status = readStatus(home))))) {
    if (signal.aborted) {
      child.kill('SIGTERM');
      await ended;
      signal.throwIfAborted();
    }
    if (child.exitCode !== null || child.signalCode !== null) {
      throw processEnded({ name: 'the supervisor', lastWords: said().replace(/^flywheel: /m, ''), logFile });
    }
    await delay(100);
  }
  child.unref();
  for (const line of said().split('\n')) if (line.startsWith('port ')) output.say(line);
  output.say(`running in the background (supervisor pid ${child.pid}), log in ${logFile}`);
  if (output.wantsJson) output.json(status);
}

async function isLive(status: SupervisorStatus | null): Promise<boolean> {
  if (status === null) return false;
  const apps = status.processes.filter(({ name }) => name !== 'postgres');
  return (await Promise.all(apps.map(({ url }) => answers(`${url}/health/live`)))).every(Boolean);
}
