import {
  deleteAlias,
  invalidParameterValue,
  readVersionByAlias,
  setAlias,
  withVersionData,
} from '@flywheel/store/registry';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { CHAMPION, promoteVersion } from '../flywheel/promote-version.ts';
import { explainRefusal } from '../gate.ts';
import { readInput } from '../http/read-input.ts';
import { id, text } from './inputs.ts';
import { versionToJson } from './to-json.ts';

const alias = z
  .string()
  .regex(/^[\p{L}\p{N}_-]{1,255}$/u, 'an alias of 1 to 255 letters, digits, _ and -')
  .refine(
    (given) => !/^(latest|v\d+)$/i.test(given),
    'an alias that is neither "latest" nor "v" and a number',
  );
const aliasSchema = z.object({ name: text.min(1), alias: text.min(1) });

/** Aliases: names that point to one version. That of the champion of a project moves only through the gate. */
export function addAliasRoutes(server: FastifyInstance, deps: Deps): void {
  const { db, now, projects } = deps;
  const url = '/registered-models/alias';

  server.post(url, async (request) => {
    const input = readInput(request, z.object({ name: text.min(1), alias, version: id }));
    if (input.alias !== CHAMPION || !projects.has(input.name)) {
      await setAlias(db, { ...input, now: now() });
      return {};
    }
    const decision = await promoteVersion(deps, {
      model: input.name,
      version: input.version,
      reason: 'alias set through the MLflow API',
      requestedBy: 'mlflow',
    });
    if (decision.outcome === 'promoted') return {};
    throw invalidParameterValue(
      `alias "${CHAMPION}" of "${input.name}" moves only through the gate: ${explainRefusal(decision.checks)}.`,
    );
  });
  server.get(url, async (request) => {
    const input = readInput(request, aliasSchema);
    const [version] = await withVersionData(db, [await readVersionByAlias(db, input.name, input.alias)]);
    return { model_version: versionToJson(version!) };
  });
  server.delete(url, async (request) => {
    await deleteAlias(db, { ...readInput(request, aliasSchema), now: now() });
    return {};
  });
}
