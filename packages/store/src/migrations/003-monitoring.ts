import { sql, type Kysely } from 'kysely';

/** Windows and the controller's decisions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('monitoring_windows')
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('model_version', 'text', (column) => column.notNull())
    .addColumn('window_from', 'timestamptz', (column) => column.notNull())
    .addColumn('window_until', 'timestamptz', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('result', 'jsonb', (column) => column.notNull())
    .addColumn('prediction_count', 'integer', (column) => column.notNull())
    .addColumn('outcome_count', 'integer', (column) => column.notNull())
    .addColumn('is_mature', 'boolean', (column) => column.notNull())
    .addColumn('is_final', 'boolean', (column) => column.notNull())
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('monitoring_windows_key', ['project', 'model_version', 'window_from'])
    .execute();
  await db.schema
    .createIndex('monitoring_windows_by_time')
    .on('monitoring_windows')
    .columns(['project', 'window_from'])
    .execute();
  await db.schema
    .createTable('retrain_decisions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('decision', 'text', (column) => column.notNull())
    .addColumn('result', 'jsonb', (column) => column.notNull())
    .addColumn('job', 'jsonb')
    .addColumn('enqueued_at', 'timestamptz')
    .addColumn('decided_at', 'timestamptz', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute();
  await db.schema
    .createIndex('retrain_decisions_by_time')
    .on('retrain_decisions')
    .columns(['project', 'decided_at'])
    .execute();
}
