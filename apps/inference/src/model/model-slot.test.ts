import { expect, test } from 'vitest';
import { ModelSlot } from './model-slot.ts';
import type { ServedModel } from './served-model.ts';

/** A model that does nothing but tell how often its memory was freed. */
function makeModel(version: string) {
  const freed = { times: 0 };
  const model: ServedModel = {
    name: 'flights',
    version,
    inputs: [],
    outputs: [],
    package: null,
    run: async () => ({}),
    release: async () => void (freed.times += 1),
  };
  return { model, freed };
}

function startWork(slot: ModelSlot) {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { end: resolve, ended: slot.use(() => promise) };
}

test.each([
  ['a swap', async (slot: ModelSlot) => slot.swap(makeModel('2').model)],
  ['the end of the process', (slot: ModelSlot) => slot.close()],
])('after %s the old model is freed once, when the last of those at work with it is done', async (_, end) => {
  const slot = new ModelSlot('flights');
  const { model, freed } = makeModel('1');
  slot.swap(model);
  const [first, second] = [startWork(slot), startWork(slot)];
  await end(slot);
  first.end();
  await first.ended;
  expect(freed.times).toBe(0);
  second.end();
  await second.ended;
  expect(freed.times).toBe(1);
});

test('a model that nobody works with is freed by the swap, the new one is not', async () => {
  const slot = new ModelSlot('flights');
  const [old, next] = [makeModel('1'), makeModel('2')];
  slot.swap(old.model);
  slot.swap(next.model);
  expect([old.freed.times, next.freed.times]).toEqual([1, 0]);
  await slot.use(async ({ version }) => expect(version).toBe('2'));
  expect(next.freed.times).toBe(0);
});
