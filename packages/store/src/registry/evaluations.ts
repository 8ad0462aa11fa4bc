import { isDeepStrictEqual } from 'node:util';
import type { Evaluation } from '@flywheel/contracts';
import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { conflictingEvaluation } from './errors.ts';
import { readVersionRow } from './model-versions.ts';
import { readRegisteredModelRow } from './registered-models.ts';

type Db = Kysely<Database>;

/** Keeps an evaluation for good. The same id with the same content changes nothing, with another content it is refused. */
export async function recordEvaluation(
  db: Db,
  evaluation: Omit<Evaluation, 'createdAt'>,
  now: Date,
): Promise<Evaluation> {
  const model = await readRegisteredModelRow(db, evaluation.model);
  const { version } = await readVersionRow(db, evaluation.model, evaluation.challenger.version);
  const champion =
    evaluation.champion === null
      ? null
      : await readVersionRow(db, evaluation.model, evaluation.champion.version);
  const content = JSON.stringify(evaluation);
  await db
    .insertInto('evaluations')
    .values({
      registered_model_id: model.id,
      id: evaluation.id,
      version,
      champion_version: champion?.version ?? null,
      content,
      created_at: now,
    })
    .onConflict((conflict) => conflict.columns(['registered_model_id', 'id']).doNothing())
    .execute();
  const kept = await db
    .selectFrom('evaluations')
    .select(['content', 'created_at'])
    .where('registered_model_id', '=', model.id)
    .where('id', '=', evaluation.id)
    .executeTakeFirstOrThrow();
  if (!isDeepStrictEqual(kept.content, JSON.parse(content)))
    throw conflictingEvaluation({ id: evaluation.id });
  return toEvaluation(kept);
}

/** Newest first. */
export async function readEvaluations(db: Db, model: string, version?: number): Promise<Evaluation[]> {
  const { id } = await readRegisteredModelRow(db, model);
  let query = db
    .selectFrom('evaluations')
    .select(['content', 'created_at'])
    .where('registered_model_id', '=', id);
  if (version !== undefined) query = query.where('version', '=', version);
  return (await query.orderBy('ordinal', 'desc').execute()).map(toEvaluation);
}

const toEvaluation = (row: { content: Omit<Evaluation, 'createdAt'>; created_at: Date }): Evaluation => ({
  ...row.content,
  createdAt: row.created_at.toISOString(),
});
