import type * as Core from '@tensorflow/tfjs-core';
import { tensorflowUnavailable } from '../errors.ts';

/** TensorFlow.js with a backend running, and a sentence about which one and why. */
export interface Tensorflow {
  readonly tf: typeof Core;
  readonly note: string;
}

/** Backends by preference. Only the last two are ordinary dependencies: the native one needs a library of 590 MB. */
const BACKENDS: readonly { name: string; load: () => Promise<unknown> }[] = [
  { name: 'tensorflow', load: () => import('@tensorflow/tfjs-node') },
  { name: 'wasm', load: () => import('@tensorflow/tfjs-backend-wasm') },
  { name: 'cpu', load: () => import('@tensorflow/tfjs-backend-cpu') },
];

let starting: Promise<Tensorflow> | undefined;

/**
 * Starts the best backend that this machine has: native, else WebAssembly, else plain JavaScript. TensorFlow.js keeps one
 * backend a process, so this happens once.
 * @throws TENSORFLOW_UNAVAILABLE
 */
export function startTensorflow(): Promise<Tensorflow> {
  return (starting ??= start());
}

async function start(): Promise<Tensorflow> {
  const tf = await import('@tensorflow/tfjs-core');
  const reasons: string[] = [];
  for (const { name, load } of BACKENDS) {
    const reason = await tryBackend(tf, name, load);
    if (reason === null) return { tf, note: describe(name, reasons) };
    reasons.push(`${name}: ${reason}`);
  }
  throw tensorflowUnavailable({ reasons });
}

/** Null when the backend runs, else why not, without paths of this machine. */
async function tryBackend(
  tf: typeof Core,
  name: string,
  load: () => Promise<unknown>,
): Promise<string | null> {
  try {
    await load();
    return (await tf.setBackend(name)) ? null : 'it could not be initialised';
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return 'the package is not installed';
    if (message.includes('native addon module')) return 'its native library is not in place';
    return message.split('\n')[0]!.replaceAll(/(file:\/\/)?\/\S+/g, '<path>');
  }
}

function describe(name: string, reasons: readonly string[]): string {
  const because = reasons.length === 0 ? 'the native one loads' : reasons.join('; ');
  return `computed by TensorFlow.js on its backend "${name}" (${because})`;
}
