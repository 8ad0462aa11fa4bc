import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promotionDecisionSchema, supervisorStatusSchema } from '@flywheel/contracts';

/**
 * 1,000 predictions a second while the champion is swapped three times: how many requests fail, and how long they take.
 * Arrivals are on a fixed schedule (an open loop), and latency counts from the scheduled moment, so a stall is not hidden.
 * Needs a platform whose loop has turned: `npm start` in another terminal.
 */
const RATE = 1000;
const SECONDS = 30;
const SWAP_AT_SECONDS = [8, 16, 24];
const body = JSON.stringify({ minute: 1065, weekday: 4, distance: 733, origin: 'ORD', destination: 'LGA' });
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

const home = resolve(import.meta.dirname, '..', process.env['FLYWHEEL_HOME'] ?? '.flywheel');
const statusFile = join(home, 'status.json');
if (!existsSync(statusFile))
  throw new Error(`no platform runs from ${home}: start it with "npm start" first`);
const { processes } = supervisorStatusSchema.parse(JSON.parse(readFileSync(statusFile, 'utf8')));
const urlOf = (name: string): string => processes.find((process) => process.name === name)!.url;

const latenciesMs: number[] = [];
const versions = new Map<string, number>();
let failed = 0;
const started = performance.now();
const swaps = SWAP_AT_SECONDS.map(async (second) => {
  await delay(second * 1000);
  const response = await fetch(`${urlOf('registry')}/api/flywheel/v1/models/flights/rollback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reason: 'hot-swap benchmark' }),
  });
  const { version } = promotionDecisionSchema.parse(await response.json());
  console.log(`${second} s: champion is version ${version}`);
});
const requests: Promise<void>[] = [];
for (let sent = 0; sent < RATE * SECONDS; sent += 1) {
  const due = started + (sent / RATE) * 1000;
  while (performance.now() < due) await delay(1);
  requests.push(predict(due));
}
await Promise.all([...requests, ...swaps]);

latenciesMs.sort((a, b) => a - b);
const quantile = (share: number): string =>
  latenciesMs[Math.floor(share * (latenciesMs.length - 1))]!.toFixed(1);
console.log(`${latenciesMs.length} requests at ${RATE}/s, ${failed} failed`);
console.log(`latency p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms, max ${quantile(1)} ms`);
console.log(
  `answers by version: ${[...versions].map(([version, count]) => `${version}: ${count}`).join(', ')}`,
);
if (failed > 0 || versions.size < 2) process.exitCode = 1;

/** One request on a kept connection. Node's http costs a third of fetch, which matters where server and load share two cores. */
function predict(due: number): Promise<void> {
  return new Promise((done) => {
    const finish = (version: string, isFailure: boolean): void => {
      if (isFailure) failed += 1;
      versions.set(version, (versions.get(version) ?? 0) + 1);
      latenciesMs.push(performance.now() - due);
      done();
    };
    const options = { method: 'POST', agent, headers: { 'content-type': 'application/json' } };
    const call = request(`${urlOf('inference')}/predict/flights`, options, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        const { modelVersion = 'none' } = JSON.parse(text) as { modelVersion?: string };
        finish(modelVersion, response.statusCode !== 200);
      });
    });
    call.on('error', (error) => {
      console.error(error.message);
      finish('none', true);
    });
    call.end(body);
  });
}
