import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

interface Entry {
  code: string;
  statusCode: number;
}

/** Every factory that a package's or an app's errors.ts exports. */
async function catalogue(): Promise<Entry[]> {
  const files = globSync('{packages,apps}/*/src/**/errors.ts').toSorted();
  const modules = await Promise.all(
    files.map((file) => import(pathToFileURL(resolve(file)).href) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) =>
    Object.values(module).filter(
      (value): value is (() => never) & Entry =>
        typeof value === 'function' && 'code' in value && 'statusCode' in value,
    ),
  );
}

/** Rows of the tables in docs/errors.md. */
function documented(): Entry[] {
  const rows = readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `?([A-Z][A-Z0-9_]+)`? +\| (\d{3}) +\|/gm);
  return [...rows].map(([, code, status]) => ({ code: code!, statusCode: Number(status) }));
}

/** Codes that are made where an unforeseen error or another protocol's error is translated, not by a factory. */
const WITHOUT_FACTORY = ['INTERNAL_ERROR'];

it('docs/errors.md lists every error of the catalogue with its status, and no other', async () => {
  const key = ({ code, statusCode }: Entry): string => `${code} ${statusCode}`;
  const inCode = (await catalogue()).map(key);
  const inDocs = documented()
    .filter(({ code }) => !WITHOUT_FACTORY.includes(code))
    .map(key);
  expect(inDocs.toSorted()).toEqual(inCode.toSorted());
});

it('no code is used twice', async () => {
  const codes = (await catalogue()).map(({ code }) => code);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});
