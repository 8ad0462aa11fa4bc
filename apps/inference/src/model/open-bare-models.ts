import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { MicroBatcherOptions } from './micro-batcher.ts';
import { ModelSlot } from './model-slot.ts';
import { openBareModel } from './open-model.ts';

/** Every `*.onnx` of a folder as version 1 of a model named after its file. @throws MODEL_REFUSED for the first bad one */
export async function openBareModels(
  folder: string | undefined,
  observer: (name: string) => MicroBatcherOptions['onRun'],
): Promise<ModelSlot[]> {
  if (folder === undefined) return [];
  const files = (await readdir(folder)).filter((file) => file.endsWith('.onnx')).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const name = basename(file, '.onnx');
      const slot = new ModelSlot(name);
      const onnx = await readFile(join(folder, file));
      slot.swap(await openBareModel({ name, version: '1', onnx, onRun: observer(name) }));
      return slot;
    }),
  );
}
