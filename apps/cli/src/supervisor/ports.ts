import { createServer } from 'node:net';

/** The first free port at or after `wanted` on `host`, leaving out those in `taken`. */
export async function findFreePort(
  host: string,
  wanted: number,
  taken: ReadonlySet<number>,
): Promise<number> {
  for (let port = wanted; port < wanted + 100; port += 1) {
    if (!taken.has(port) && (await isFree(host, port))) return port;
  }
  throw new RangeError(
    `no free port between ${wanted} and ${wanted + 99} on ${host}: stop some programs or set another port`,
  );
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
