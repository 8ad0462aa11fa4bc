import { randomUUID } from 'node:crypto';
import type { PromotionDecision } from '@flywheel/contracts';
import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../schema.ts';
import { moveAlias, readAliasVersion } from './aliases.ts';
import { insertDecision } from './decisions.ts';
import { noPreviousVersion } from './errors.ts';
import { lockRegisteredModel } from './registered-models.ts';

export interface RollBackRequest {
  model: string;
  alias: string;
  reason: string;
  requestedBy: string;
  /** The version to leave. When the alias has left it already by a rollback, that decision is returned. */
  from?: string | undefined;
  at: Date;
  now: Date;
}

/** Points the alias to the version before, without a gate: that version passed it once. */
export async function rollBack(db: Kysely<Database>, request: RollBackRequest): Promise<PromotionDecision> {
  const { alias } = request;
  return db.transaction().execute(async (trx) => {
    const model = await lockRegisteredModel(trx, request.model);
    const current = await readAliasVersion(trx, model.name, alias);
    const earlier = await findRepeated(trx, model.id, request, current);
    if (earlier !== null) return earlier;
    const previous = await findPrevious(trx, { modelId: model.id, name: model.name, alias, current });
    if (previous === null) throw noPreviousVersion({ model: model.name, alias });
    const decision: PromotionDecision = {
      id: randomUUID(),
      model: model.name,
      alias,
      version: String(previous),
      previousVersion: current === null ? null : String(current),
      outcome: 'rolled_back',
      reason: request.reason,
      requestedBy: request.requestedBy,
      checks: [],
      evaluation: null,
      at: request.at.toISOString(),
      createdAt: request.now.toISOString(),
    };
    await insertDecision(trx, model.id, decision);
    const { reason, at } = request;
    await moveAlias(trx, { model, alias, version: previous, decisionId: decision.id, reason, at });
    return decision;
  });
}

/** The rollback that an earlier, identical request made: its answer was lost on the way. */
async function findRepeated(
  trx: Transaction<Database>,
  modelId: string,
  request: RollBackRequest,
  current: number | null,
): Promise<PromotionDecision | null> {
  if (request.from === undefined || String(current) === request.from) return null;
  const last = await trx
    .selectFrom('promotion_decisions')
    .select(['outcome', 'result'])
    .where('registered_model_id', '=', modelId)
    .where('alias', '=', request.alias)
    .where('outcome', '<>', 'refused')
    .orderBy('ordinal', 'desc')
    .limit(1)
    .executeTakeFirst();
  const isRepeated = last?.outcome === 'rolled_back' && last.result.previousVersion === request.from;
  return isRepeated ? last.result : null;
}

/** The last other version that the alias pointed to and that still exists. */
async function findPrevious(
  trx: Transaction<Database>,
  alias: { modelId: string; name: string; alias: string; current: number | null },
): Promise<number | null> {
  const row = await trx
    .selectFrom('alias_history')
    .innerJoin('model_versions', (join) =>
      join.onRef('model_versions.version', '=', 'alias_history.version').on('name', '=', alias.name),
    )
    .select('model_versions.version')
    .where('registered_model_id', '=', alias.modelId)
    .where('alias', '=', alias.alias)
    .where('model_versions.version', 'is distinct from', alias.current)
    .orderBy('ordinal', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.version ?? null;
}
