import { defineError } from '@flywheel/contracts';

export const postgresNotAvailable = defineError<{ platform: string }>('POSTGRES_NOT_AVAILABLE', {
  statusCode: 500,
  message: ({ platform }) =>
    `no PostgreSQL program is installed for ${platform}. Set DATABASE_URL to a PostgreSQL 15 or newer, e.g. postgres://user:password@127.0.0.1:5432/flywheel.`,
});

export const postgresFailedToStart = defineError<{ output: string }>('POSTGRES_FAILED_TO_START', {
  statusCode: 500,
  message: ({ output }) =>
    `the embedded PostgreSQL did not start:\n${output}\nIs the disk full or FLYWHEEL_HOME read-only? Otherwise set DATABASE_URL to a PostgreSQL of your own.`,
});

export const databaseUnreachable = defineError<{ url: string }>('DATABASE_UNREACHABLE', {
  statusCode: 503,
  retryable: true,
  message: ({ url }) =>
    `the database at ${url} does not answer. Is it running, and are host, port and password in DATABASE_URL right?`,
});

export const migrationFailed = defineError<{ migration: string; reason: string }>('MIGRATION_FAILED', {
  statusCode: 500,
  message: ({ migration, reason }) =>
    `migration ${migration} of the database failed (${reason}). Nothing of it was kept; correct the cause and start again.`,
});
