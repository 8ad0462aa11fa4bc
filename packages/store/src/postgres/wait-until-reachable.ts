import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const LIMIT_MS = 30_000;

/** Tries to connect until it works; false when the server has not answered within half a minute. */
export async function waitUntilReachable(url: string): Promise<boolean> {
  const deadline = Date.now() + LIMIT_MS;
  while (Date.now() < deadline) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on('error', () => {}); // reported by connect() below
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await delay(50); // not up yet: refused, or still starting
    }
  }
  return false;
}
