import { afterEach, expect, test, vi } from 'vitest';
import { createCycleLoop } from './cycle-loop.ts';

afterEach(() => vi.useRealTimers());

test('cycles follow each other, never two at a time, and stop waits for the one that runs', async () => {
  let running = 0;
  let most = 0;
  let cycles = 0;
  const third = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const loop = createCycleLoop(async () => {
    running++;
    most = Math.max(most, running);
    cycles++;
    if (cycles === 3) {
      third.resolve();
      await release.promise;
    }
    running--;
  }, 1);
  loop.start();
  await third.promise;
  let hasStopped = false;
  const stopping = loop.stop().then(() => (hasStopped = true));
  expect(hasStopped).toBe(false);
  release.resolve();
  await stopping;
  expect({ running, most, cycles }).toEqual({ running: 0, most: 1, cycles: 3 });
});

test('a cycle that took long is followed by a rest of twice its length', async () => {
  vi.useFakeTimers();
  let time = 0;
  let cycles = 0;
  const loop = createCycleLoop(
    async () => {
      cycles++;
      time += 2000;
    },
    1000,
    () => time,
  );
  loop.start();
  await vi.advanceTimersByTimeAsync(3999);
  expect(cycles).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(cycles).toBe(2);
  await loop.stop();
});

test('a loop that was never started stops at once', async () => {
  await createCycleLoop(() => Promise.resolve(), 1).stop();
});
