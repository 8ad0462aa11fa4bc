import { createServer, type AddressInfo } from 'node:net';
import type { ProcessName } from '@flywheel/contracts';
import type { CliConfig } from '../config.ts';
import { noFreePort } from '../errors.ts';
import type { Ports } from './process-definitions.ts';

/** The configured ports, or the next free ones; said when they differ. */
export async function choosePorts(config: CliConfig, say: (text: string) => void): Promise<Ports> {
  const wanted: Ports = {
    postgres: config.POSTGRES_PORT,
    registry: config.REGISTRY_PORT,
    trainer: config.TRAINER_PORT,
    inference: config.INFERENCE_PORT,
    monitor: config.MONITOR_PORT,
  };
  const taken = new Set<number>();
  const ports = { ...wanted };
  for (const [name, port] of Object.entries(wanted) as [ProcessName, number][]) {
    const host = name === 'postgres' ? '127.0.0.1' : config.HOST;
    const free = await findFreePort(host, port, taken);
    if (free !== port && port !== 0) say(`port ${port} is in use, ${name} takes ${free}`);
    taken.add(free);
    ports[name] = free;
  }
  return ports;
}

/** The first free port at or after `wanted` on `host`, leaving out those in `taken`. */
export async function findFreePort(
  host: string,
  wanted: number,
  taken: ReadonlySet<number>,
): Promise<number> {
  let reason = 'all of them are taken';
  for (let port = wanted; port < wanted + 100 && port <= 65_535; port += 1) {
    if (taken.has(port)) continue;
    const result = await tryPort(host, port);
    if (typeof result === 'number') return result;
    reason = result;
    if (result !== 'EADDRINUSE' && result !== 'EACCES') break;
  }
  throw noFreePort({ host, port: wanted, reason });
}

/** The port that could be listened on (for 0 the one that the system chose), or else the code of the failure. */
function tryPort(host: string, port: number): Promise<number | string> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => {
      const { port: chosen } = server.address() as AddressInfo;
      server.close(() => resolve(chosen));
    });
  });
}
