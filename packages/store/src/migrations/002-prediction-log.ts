import { sql, type Kysely } from 'kysely';

/** The prediction log. An outcome has no foreign key: it is checked when it arrives, and the log can be trimmed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('predictions')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('model_version', 'text', (column) => column.notNull())
    .addColumn('observed_at', 'timestamptz', (column) => column.notNull())
    .addColumn('features', 'jsonb', (column) => column.notNull())
    .addColumn('probability', 'float8', (column) => column.notNull())
    .addColumn('label', 'smallint', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute();
  await db.schema
    .createIndex('predictions_by_event_time')
    .on('predictions')
    .columns(['project', 'observed_at'])
    .execute();
  await db.schema
    .createTable('outcomes')
    .addColumn('prediction_id', 'uuid', (column) => column.primaryKey())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('label', 'smallint', (column) => column.notNull())
    .addColumn('observed_at', 'timestamptz', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute();
  await db.schema
    .createIndex('outcomes_by_event_time')
    .on('outcomes')
    .columns(['project', 'observed_at'])
    .execute();
}
