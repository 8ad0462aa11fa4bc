import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endLeftover } from '../packages/store/src/postgres/leftover.ts';

/**
 * `npm test`: runs every vitest project and ends with one line, `N passed, M failed, K skipped`.
 * Arguments go to vitest: `npm test -- packages/drift`.
 */
const folder = mkdtempSync(join(tmpdir(), 'flywheel-test-'));
chmodSync(folder, 0o711); // the unprivileged user that root's PostgreSQL runs as walks through it
const report = join(folder, 'report.json');
// Every temporary file of the tests goes into one folder, every process into one group: an interrupted run leaves neither.
const run = spawn(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
    env: { ...process.env, TMPDIR: folder },
  },
);
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    interrupted = true;
    signalGroup('SIGTERM');
  });
const [exitCode] = (await once(run, 'exit')) as [number | null];
const counts = interrupted ? null : readCounts();
await endGroup();
for (const lock of globSync('**/data/postmaster.pid', { cwd: folder }))
  await endLeftover(join(folder, dirname(dirname(lock))));
rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
if (counts === null) process.exit(130);
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
// A skipped test is allowed on a laptop that lacks a program, never in CI.
const forbiddenSkips =
  process.env['CI'] === 'true' && process.env['FLYWHEEL_FULL'] === '1' ? counts.skipped : 0;
process.exitCode = exitCode === 0 && counts.failed === 0 && counts.passed > 0 && forbiddenSkips === 0 ? 0 : 1;

/** False when no process of the group is left. */
function signalGroup(signal: NodeJS.Signals | 0): boolean {
  try {
    return process.platform === 'win32' ? run.kill(signal) : process.kill(-run.pid!, signal);
  } catch {
    return false;
  }
}

/** Gives what vitest leaves (after Ctrl-C: servers that its tests had started) three seconds to end. */
async function endGroup(): Promise<void> {
  if (!signalGroup('SIGTERM')) return;
  for (let tenths = 0; tenths < 30 && signalGroup(0); tenths += 1) await delay(100);
  signalGroup('SIGKILL');
}

function readCounts(): { passed: number; failed: number; skipped: number } {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
      readFileSync(report, 'utf8'),
    ) as Record<string, number>;
    return { passed: numPassedTests ?? 0, failed: numFailedTests ?? 0, skipped: numPendingTests ?? 0 };
  } catch (error) {
    console.error(`vitest wrote no report (${(error as Error).message})`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
