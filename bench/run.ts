import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';

/** `pnpm bench [name]`: runs one benchmark or all, each in a process of its own. */
const wanted = process.argv[2];
const files = globSync(join(import.meta.dirname, '*.bench.ts')).toSorted();
const names = files.map((file) => basename(file, '.bench.ts'));
if (wanted !== undefined && !names.includes(wanted)) {
  console.error(`there is no benchmark "${wanted}"; there are: ${names.join(', ')}`);
  process.exit(1);
}
for (const [index, file] of files.entries()) {
  if (wanted !== undefined && names[index] !== wanted) continue;
  console.log(`\n${names[index]}`);
  const { status } = spawnSync(process.execPath, [file], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
