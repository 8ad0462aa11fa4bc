import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startPoll, waitAfter, type Polled } from './poll.ts';
import type { Answer } from './request.ts';

describe('waitAfter', () => {
  it('doubles with every failure in a row up to fifteen seconds', () => {
    expect([0, 1, 2, 3, 4, 50].map((failures) => waitAfter(failures, 1000))).toEqual([
      1000, 2000, 4000, 8000, 15_000, 15_000,
    ]);
  });
  it('never falls below an interval that is longer than that', () => {
    expect(waitAfter(3, 60_000)).toBe(60_000);
  });
});

describe('startPoll', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const away: Answer<number> = {
    ok: false,
    failure: { service: 'monitor', kind: 'away', status: 503, message: 'gone', problems: [] },
  };

  function poll(answers: Answer<number>[]) {
    const states: Polled<number>[] = [];
    const world = { hidden: false, asked: 0, wake: () => undefined as void };
    const stop = startPoll<number>({
      load: () => Promise.resolve(answers[Math.min(world.asked++, answers.length - 1)]!),
      intervalMs: 1000,
      onChange: (state) => states.push(state),
      isHidden: () => world.hidden,
      onVisibility: (callback) => {
        world.wake = callback;
        return () => (world.wake = () => undefined);
      },
      now: () => 77,
    });
    return { states, world, stop };
  }

  it('asks at once and then at every interval', async () => {
    const { states, world, stop } = poll([
      { ok: true, data: 1 },
      { ok: true, data: 2 },
    ]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(states).toEqual([
      { data: 1, failure: null, receivedAtMs: 77 },
      { data: 2, failure: null, receivedAtMs: 77 },
    ]);
    stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(world.asked).toBe(2);
  });

  it('keeps the last answer while attempts fail, and waits longer after each', async () => {
    const { states, world, stop } = poll([{ ok: true, data: 1 }, away]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(states.at(-1)).toMatchObject({ data: 1, failure: { message: 'gone' } });
    await vi.advanceTimersByTimeAsync(1999);
    expect(world.asked).toBe(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(world.asked).toBe(3);
    stop();
  });

  it('asks nothing while hidden, and at once when the page is seen again', async () => {
    const { world, stop } = poll([{ ok: true, data: 1 }]);
    await vi.advanceTimersByTimeAsync(0);
    world.hidden = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.asked).toBe(1);
    world.hidden = false;
    world.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(world.asked).toBe(2);
    stop();
  });

  it('reports nothing after it was stopped, even when an answer is still to come', async () => {
    const { states, stop } = poll([{ ok: true, data: 1 }]);
    stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(states).toEqual([]);
  });
});
