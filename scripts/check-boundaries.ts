import { spawnSync } from 'node:child_process';

/** dependency-cruiser exits 0 when it cruised nothing at all, so the count is checked here. */
const LEAST_MODULES = 50;
const run = spawnSync(
  'depcruise',
  ['apps', 'packages', 'projects', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
  {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  },
);
if (run.stdout === '') fail(run.stderr);
const { summary } = JSON.parse(run.stdout) as {
  summary: {
    totalCruised: number;
    violations: { from: string; to: string; rule: { name: string; severity: string } }[];
  };
};
for (const { rule, from, to } of summary.violations)
  console.error(`${rule.severity} ${rule.name}: ${from} -> ${to}`);
if (summary.violations.length > 0)
  fail(`${summary.violations.length} imports cross a boundary: see .dependency-cruiser.cjs`);
if (summary.totalCruised < LEAST_MODULES)
  fail(`only ${summary.totalCruised} modules were cruised, expected at least ${LEAST_MODULES}`);
console.log(`boundaries: ${summary.totalCruised} modules, no violation`);

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
