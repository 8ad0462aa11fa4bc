import {
  readLatestVersions,
  readVersion,
  transitionStage,
  withVersionData,
  type VersionStage,
} from '@flywheel/store/registry';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { readInput } from '../http/read-input.ts';
import { flag, list, text } from './inputs.ts';
import { versionSchema } from './model-versions.ts';
import { versionToJson } from './to-json.ts';

const STAGES: Record<string, VersionStage | undefined> = {
  none: 'None',
  staging: 'Staging',
  production: 'Production',
  archived: 'Archived',
};
const stage = z.string().transform((given, context): VersionStage => {
  const known = STAGES[given.toLowerCase()];
  if (known !== undefined) return known;
  context.addIssue({ code: 'custom', message: 'None, Staging, Production or Archived' });
  return z.NEVER;
});

/** Stages: what clients used before aliases. */
export function addStageRoutes(server: FastifyInstance, { db, now }: Deps): void {
  server.post('/model-versions/transition-stage', async (request) => {
    const schema = versionSchema.extend({ stage, archive_existing_versions: flag });
    const input = readInput(request, schema);
    await transitionStage(db, {
      name: input.name,
      version: input.version,
      stage: input.stage,
      archiveOthers: input.archive_existing_versions,
      now: now().getTime(),
    });
    return { model_version: versionToJson(await readVersion(db, input.name, input.version)) };
  });
  server.route({
    method: ['GET', 'POST'],
    url: '/registered-models/get-latest-versions',
    handler: async (request) => {
      const input = readInput(request, z.object({ name: text.min(1), stages: list(stage) }));
      const versions = await withVersionData(db, await readLatestVersions(db, input.name, input.stages));
      return versions.length === 0 ? {} : { model_versions: versions.map(versionToJson) };
    },
  });
}
