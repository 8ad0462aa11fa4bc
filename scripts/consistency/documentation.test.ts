import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CONFIGS, load, read } from './repository.ts';

const ROOMS = '(?:apps|packages|projects|docker|k8s|infra|grafana|scripts|docs|e2e|bench|\\.github)';
const documents = globSync('{*.md,{docs,docker,k8s,infra,grafana,apps/*,packages/*,projects/*}/**/*.md}', {
  exclude: (path) => path.includes('node_modules'),
}).toSorted();

interface Command {
  name: () => string;
  commands: Command[];
}
let commands: string[];
beforeAll(async () => {
  const { createProgram } = await load('apps/cli/src/program.ts');
  const program = (createProgram as (options: object) => Command)({ config: {} });
  commands = program.commands.map((command) => command.name());
});

const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);
/** pnpm's own commands that the documents use. */
const OF_PNPM = ['install', 'exec', 'add', 'audit'];

it('reads the documents', () => {
  expect(documents).toEqual(
    expect.arrayContaining(['CONTRIBUTING.md', 'docs/architecture.md', 'infra/README.md']),
  );
});

describe.each(documents)('%s', (file) => {
  const text = read(file);

  it('names files that exist', () => {
    const named = [...text.matchAll(new RegExp(`\`(${ROOMS}/[\\w./{},-]+)\``, 'g'))].map(([, path]) => path!);
    const missing = named.filter(
      (path) => globSync(path).length === 0 && !existsSync(join(dirname(file), path)),
    );
    expect(missing).toEqual([]);
  });

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, link]) => link!);
    expect(links.filter((link) => !existsSync(join(dirname(file), link)))).toEqual([]);
  });

  it('prints commands that exist', () => {
    const code = codeIn(text);
    const ofFlywheel = [...code.matchAll(/(?:pnpm |npm run |^)flywheel (?:-- )?([a-z][a-z-]*)/gm)].map(
      ([, name]) => name!,
    );
    expect(ofFlywheel.filter((name) => !commands.includes(name))).toEqual([]);
    const own = file.startsWith('infra/') ? ['test', 'check'] : [];
    const ofPnpm = [...code.matchAll(/\bpnpm (?:run )?([a-z][a-z:-]*)/g)].map(([, name]) => name!);
    expect(ofPnpm.filter((name) => ![...scripts, ...OF_PNPM, ...own].includes(name))).toEqual([]);
  });
});

it('.env.example and the documents know the same variables', () => {
  const known = [
    ...Object.values(CONFIGS).flatMap((shape) => Object.keys(shape)),
    ...read('.env.example').match(/[A-Z][A-Z_]+(?==)/g)!,
  ];
  const assigned = documents.flatMap((file) =>
    [...read(file).matchAll(/`?\b([A-Z][A-Z]+_[A-Z_]+)=/g)].map(([, name]) => ({ file, name: name! })),
  );
  expect(assigned.filter(({ name }) => !known.includes(name) && !name.startsWith('FLYWHEEL_'))).toEqual([]);
});

/** Inline code, indented blocks and fenced blocks, one a line. */
function codeIn(text: string): string {
  const fenced = [...text.matchAll(/```[a-z]*\n([\s\S]*?)```/g)].map(([, block]) => block!);
  const rest = text.replaceAll(/```[a-z]*\n[\s\S]*?```/g, '');
  const inline = [...rest.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!);
  const indented = rest.split('\n').filter((line) => line.startsWith('    '));
  return [...fenced, ...inline, ...indented].join('\n');
}
