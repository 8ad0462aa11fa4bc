import type { Kysely } from 'kysely';

/** Experiment tracking and the model registry. */
export async function up(_db: Kysely<unknown>): Promise<void> {}
