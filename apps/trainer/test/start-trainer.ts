import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export interface TrainerProcess {
  pid: number;
  kill: (signal: NodeJS.Signals) => Promise<{ code: number | null; seconds: number }>;
}

/** Starts `trainer-process.ts`; its log goes nowhere but to the test's own output when it fails to start. */
export async function startTrainer(environment: Record<string, string | undefined>): Promise<TrainerProcess> {
  const script = fileURLToPath(new URL('./trainer-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await once(child, 'spawn');
  return {
    pid: child.pid!,
    kill: async (signal) => {
      const askedAt = performance.now();
      const closed = child.exitCode === null && child.signalCode === null ? once(child, 'close') : null;
      child.kill(signal);
      await closed;
      return { code: child.exitCode, seconds: (performance.now() - askedAt) / 1000 };
    },
  };
}

/** False when the process has ended, also when nobody has collected it yet. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return status === null || status.split(') ')[1]?.[0] !== 'Z';
}
