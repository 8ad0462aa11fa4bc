import { createServer } from 'node:net';
import type { ProcessName } from '@flywheel/contracts';
import type { CliConfig } from '../config.ts';
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
    const free = await findFreePort(config.HOST, port, taken);
    if (free !== port) say(`port ${port} is in use, ${name} takes ${free}`);
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
