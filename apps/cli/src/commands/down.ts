import { setTimeout as delay } from 'node:timers/promises';
import type { CommandContext } from '../context.ts';
import { notRunning } from '../errors.ts';
import { findSupervisor, isAlive } from '../supervisor/lock.ts';

const LIMIT_MS = 8_000;

/** `flywheel down`: asks the supervisor to stop everything and waits until it has ended. */
export async function stopPlatform({ config, output }: CommandContext): Promise<boolean> {
  const supervisorPid = findSupervisor(config.FLYWHEEL_HOME);
  if (supervisorPid === null) throw notRunning({ home: config.FLYWHEEL_HOME });
  process.kill(supervisorPid, 'SIGTERM');
  for (const started = Date.now(); isAlive(supervisorPid) && Date.now() - started < LIMIT_MS;)
    await delay(50);
  const ended = !isAlive(supervisorPid);
  output.say(ended ? 'stopped' : `the supervisor (pid ${supervisorPid}) has not ended yet, try again`);
  return ended;
}
