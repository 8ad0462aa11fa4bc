import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Commit of the working tree; null outside a repository or without git. */
export function readGitCommit(): Promise<string | null> {
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  return new Promise((resolve) => {
    execFile('git', ['rev-parse', 'HEAD'], { cwd }, (error, stdout) => resolve(error ? null : stdout.trim()));
  });
}
