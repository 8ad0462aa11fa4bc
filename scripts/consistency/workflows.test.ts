import { globSync } from 'node:fs';
import { expect, it } from 'vitest';
import { read, readYaml, SERVERS } from './repository.ts';

const files = globSync('.github/workflows/*.yml').toSorted();
const uses = files.flatMap((file) =>
  [...read(file).matchAll(/uses: (\S+)(?: # (\S+))?/g)].map(([, action, version]) => ({
    file,
    action: action!,
    version,
  })),
);

it('pins every action by commit, with its version beside it', () => {
  expect(uses.length).toBeGreaterThan(10);
  for (const { action, version } of uses.filter((use) => !use.action.startsWith('./'))) {
    expect(action).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/);
    expect(version).toMatch(/^v\d+\.\d+\.\d+$/);
  }
});

it('uses one commit of each action everywhere', () => {
  const commits = Map.groupBy(uses, ({ action }) => action.split('@')[0]!);
  for (const [action, all] of commits)
    expect({ action, commits: new Set(all.map((use) => use.action)).size }).toEqual({ action, commits: 1 });
});

interface Workflow {
  permissions?: Record<string, string>;
  jobs: Record<string, { strategy?: { matrix: { target?: string[] } }; env?: Record<string, string> }>;
}

it.each(files)('%s starts from reading the repository and nothing else', (file) => {
  expect((readYaml(file) as Workflow).permissions).toEqual({ contents: 'read' });
});

it('builds every image and deploys every process', () => {
  const images = readYaml('.github/workflows/images.yml') as Workflow;
  expect(images.jobs['build']!.strategy!.matrix.target!.toSorted()).toEqual([...SERVERS, 'cli'].toSorted());
  const deploy = readYaml('.github/workflows/deploy.yml') as Workflow;
  expect(deploy.jobs['deploy']!.env!['TARGETS']!.split(' ').toSorted()).toEqual([...SERVERS].toSorted());
});
