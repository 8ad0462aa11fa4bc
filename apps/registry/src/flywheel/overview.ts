import type { Overview, VersionSummary } from '@flywheel/contracts';
import { unknownProject } from '@flywheel/project';
import { parseInput } from '@flywheel/service';
import { readAliasVersion, readDecisions, readVersion, searchVersions } from '@flywheel/store/registry';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { CHAMPION } from './promote-version.ts';
import { createVersionSummaries } from './version-summary.ts';

const SHOWN = 100;

/** What the console shows of a project on one page. */
export function addOverviewRoutes(server: FastifyInstance, deps: Deps): void {
  const { db, projects } = deps;
  const summarise = createVersionSummaries(deps);

  server.get('/projects', async () => ({
    projects: [...projects.values()].map(({ name, title }) => ({ name, title })),
  }));
  server.get('/overview', async (request): Promise<Overview> => {
    const { project: name } = parseInput(z.object({ project: z.string() }), request.query);
    const project = projects.get(name);
    if (project === undefined) throw unknownProject({ name, known: [...projects.keys()] });
    const { title, question, features, target } = project;
    const found = await searchVersions(db, { filter: `name = '${name}'`, orderBy: [], maxResults: SHOWN });
    const versions = await Promise.all(found.items.map(summarise));
    // A champion may be older than the versions that are shown.
    const withAlias = async (alias: string): Promise<VersionSummary | null> => {
      const shown = versions.find(({ aliases }) => aliases.includes(alias));
      if (shown !== undefined) return shown;
      const version = await readAliasVersion(db, name, alias);
      return version === null ? null : summarise(await readVersion(db, name, String(version)));
    };
    return {
      project: { name, title, question, features, target },
      champion: await withAlias(CHAMPION),
      challenger: await withAlias('challenger'),
      versions,
      decisions: found.items.length === 0 ? [] : await readDecisions(db, name, SHOWN),
    };
  });
}
