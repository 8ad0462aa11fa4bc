import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `npm test`: runs every vitest project and ends with one line, `N passed, M failed, K skipped`.
 * Arguments go to vitest: `npm test -- packages/drift`.
 */
const folder = mkdtempSync(join(tmpdir(), 'flywheel-test-'));
const report = join(folder, 'report.json');
// In a process group of its own: vitest tidies up after the first Ctrl-C and drops everything at the second, and a
// terminal sends it to every process besides what bootstrap.mjs and this file pass on.
const run = spawn(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  { stdio: 'inherit', detached: process.platform !== 'win32' },
);
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (!interrupted) run.kill('SIGINT');
    interrupted = true;
  });
const [exitCode] = (await once(run, 'exit')) as [number | null];
const counts = interrupted ? null : readCounts();
rmSync(folder, { recursive: true, force: true });
if (counts === null) process.exit(130);
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
// A skipped test is allowed on a laptop that lacks a program, never in CI.
const forbiddenSkips =
  process.env['CI'] === 'true' && process.env['FLYWHEEL_FULL'] === '1' ? counts.skipped : 0;
process.exitCode = exitCode === 0 && counts.failed === 0 && counts.passed > 0 && forbiddenSkips === 0 ? 0 : 1;

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
