import type { CommandContext } from '../context.ts';
import { formatTable } from '../output.ts';
import { requireStatus } from '../supervisor/status-file.ts';

/** `flywheel status`: every process with its pid, address and readiness. */
export function showStatus({ config, output }: CommandContext): void {
  const status = requireStatus(config.FLYWHEEL_HOME);
  if (output.wantsJson) return output.json(status);
  const rows = status.processes.map(({ name, pid, url, ready, restarts }) => [
    name,
    pid === null ? '-' : String(pid),
    url,
    ready ? 'ready' : 'not ready',
    String(restarts),
  ]);
  output.say(formatTable([['process', 'pid', 'address', 'state', 'restarts'], ...rows]));
}
