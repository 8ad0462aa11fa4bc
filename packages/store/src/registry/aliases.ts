import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../schema.ts';
import { invalidParameterValue } from './errors.ts';
import { readVersionRow, type ModelVersionRow } from './model-versions.ts';
import { lockRegisteredModel, readRegisteredModelRow, type RegisteredModelRow } from './registered-models.ts';

type Db = Kysely<Database>;

export interface AliasMove {
  model: RegisteredModelRow;
  alias: string;
  /** Null takes the alias away. */
  version: number | null;
  decisionId: string | null;
  reason: string;
  at: Date;
}

/** Points an alias to another version and writes its history. The caller holds the lock of the model. */
export async function moveAlias(trx: Transaction<Database>, move: AliasMove): Promise<void> {
  const { model, alias, version } = move;
  if ((await readAliasVersion(trx, model.name, alias)) === version) return;
  if (version === null) {
    await trx.deleteFrom('model_aliases').where('name', '=', model.name).where('alias', '=', alias).execute();
  } else {
    await trx
      .insertInto('model_aliases')
      .values({ name: model.name, alias, version })
      .onConflict((conflict) => conflict.columns(['name', 'alias']).doUpdateSet({ version }))
      .execute();
  }
  await trx
    .insertInto('alias_history')
    .values({
      registered_model_id: model.id,
      alias,
      version,
      decision_id: move.decisionId,
      reason: move.reason,
      at: move.at,
    })
    .execute();
}

export async function readAliasVersion(db: Db, name: string, alias: string): Promise<number | null> {
  const row = await db
    .selectFrom('model_aliases')
    .select('version')
    .where('name', '=', name)
    .where('alias', '=', alias)
    .executeTakeFirst();
  return row?.version ?? null;
}

export async function readVersionByAlias(db: Db, name: string, alias: string): Promise<ModelVersionRow> {
  const version = await readAliasVersion(db, name, alias);
  if (version !== null) return readVersionRow(db, name, String(version));
  await readRegisteredModelRow(db, name);
  throw invalidParameterValue(
    `registered model "${name}" has no alias "${alias}": set it, or use one of its aliases.`,
  );
}

/** Points an alias without a gate. */
export async function setAlias(
  db: Db,
  target: { name: string; alias: string; version: string; now: Date },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const model = await lockRegisteredModel(trx, target.name);
    const { version } = await readVersionRow(trx, target.name, target.version);
    await moveAlias(trx, {
      model,
      alias: target.alias,
      version,
      decisionId: null,
      reason: 'set through the MLflow API',
      at: target.now,
    });
  });
}

/** Also fine when there is no such alias. */
export async function deleteAlias(
  db: Db,
  target: { name: string; alias: string; now: Date; reason?: string },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const model = await lockRegisteredModel(trx, target.name);
    await moveAlias(trx, {
      model,
      alias: target.alias,
      version: null,
      decisionId: null,
      reason: target.reason ?? 'taken away through the MLflow API',
      at: target.now,
    });
  });
}
