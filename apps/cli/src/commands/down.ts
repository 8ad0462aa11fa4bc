import { setTimeout as delay } from 'node:timers/promises';
import type { CommandContext } from '../context.ts';
import { isAlive, requireStatus } from '../supervisor/status-file.ts';

const LIMIT_MS = 8_000;

/** `flywheel down`: asks the supervisor to stop everything and waits until it has ended. */
export async function stopPlatform({ config, output }: CommandContext): Promise<void> {
  const { supervisorPid } = requireStatus(config.FLYWHEEL_HOME);
  process.kill(supervisorPid, 'SIGTERM');
  for (const started = Date.now(); isAlive(supervisorPid) && Date.now() - started < LIMIT_MS;)
    await delay(50);
  output.say(isAlive(supervisorPid) ? `the supervisor (pid ${supervisorPid}) has not ended yet` : 'stopped');
}
