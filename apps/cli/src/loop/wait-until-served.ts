import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { processNotReady } from '../errors.ts';
import { requestJson } from '../http.ts';
import type { LoopStep } from './loop-step.ts';

const LIMIT_SECONDS = 60;
const modelMetadataSchema = z.object({ versions: z.array(z.string()) });

/** Waits until the inference server answers with the champion that the registry names. */
export async function waitUntilServed({
  clients,
  endpoints,
  output,
  project,
  signal,
}: LoopStep): Promise<void> {
  const { champion } = await clients.overview();
  const url = `${endpoints.urlOf('inference')}/v2/models/${project.name}`;
  for (const started = Date.now(); Date.now() - started < LIMIT_SECONDS * 1000;) {
    const served = await requestJson({ url, schema: modelMetadataSchema, signal }).catch(() => ({
      versions: [] as string[],
    })); // not loaded yet
    signal.throwIfAborted();
    if (champion !== null && served.versions.includes(champion.version)) {
      return output.say(`inference serves version ${champion.version}`);
    }
    await delay(200, undefined, { signal });
  }
  throw processNotReady({
    name: 'inference',
    seconds: LIMIT_SECONDS,
    logFile: '$FLYWHEEL_HOME/logs/inference.log',
  });
}
