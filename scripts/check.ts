import { spawnSync } from 'node:child_process';

/** `pnpm check`: every static check, all of them run even when one fails. */
const steps = ['types', 'lint', 'format', 'boundaries', 'unused'];
const failed = steps.filter((step) => {
  const started = performance.now();
  const { status } = spawnSync('npm', ['run', '--silent', `check:${step}`], { stdio: 'inherit' });
  console.log(
    `check:${step} ${status === 0 ? 'passed' : 'FAILED'} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
  );
  return status !== 0;
});
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  process.exit(1);
}
