import { createPostgresBackend, createRedisBackend, type BackendFactory, type IQueueBackend } from 'bullmq';
import { queueUnavailable } from './errors.ts';

/** Where the queue lives: in PostgreSQL, or in Redis when its URL is given. */
export interface QueueAddress {
  databaseUrl: string;
  redisUrl?: string | undefined;
}

/** Namespace of BullMQ's tables, functions and its ledger of migrations: nothing of it is in our schema. */
const POSTGRES_SCHEMA = 'bullmq';
const MAX_CONNECTIONS = 4;
const CONNECT_LIMIT_MS = 10_000;

/** One factory for both backends, so that everything above it is written once. */
export const createBackend: BackendFactory<IQueueBackend, QueueAddress> = (name, options, roles) => {
  const { databaseUrl, redisUrl } = options.connection;
  if (redisUrl !== undefined)
    return createRedisBackend(name, { ...options, connection: { url: redisUrl } }, roles);
  const connection = {
    connectionString: databaseUrl,
    schema: POSTGRES_SCHEMA,
    migrate: true,
    max: MAX_CONNECTIONS,
  };
  return createPostgresBackend(name, { ...options, connection }, roles);
};

/** Resolves when the server answers; a clear error when it does not within ten seconds. */
export async function waitUntilReachable(
  opened: { waitUntilReady: () => Promise<unknown> },
  address: QueueAddress,
): Promise<void> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer in time')), CONNECT_LIMIT_MS);
  try {
    await Promise.race([opened.waitUntilReady(), tooLate]);
  } catch (error) {
    throw queueUnavailable({ where: withoutSecrets(address.redisUrl ?? address.databaseUrl) }, error);
  } finally {
    clearTimeout(timer);
  }
}

function withoutSecrets(url: string): string {
  return URL.canParse(url)
    ? `${new URL(url).protocol}//${new URL(url).host}`
    : 'an address that is not a URL';
}
