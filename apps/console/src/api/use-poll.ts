import { useEffect, useState } from 'react';
import { NOTHING_YET, startPoll, type Polled } from './poll.ts';
import { ask, type Question } from './request.ts';

/** Keeps asking a question while the component lives. Null asks nothing (something it needs is not known yet). */
export function usePoll<T>(question: Question<T> | null, intervalMs: number): Polled<T> {
  const key = question === null ? null : JSON.stringify([question.path, question.body]);
  const [state, setState] = useState<{ key: string | null; polled: Polled<T> }>({ key, polled: NOTHING_YET });

  useEffect(() => {
    if (question === null) return undefined;
    return startPoll<T>({
      load: (signal) => ask(question, signal),
      intervalMs,
      onChange: (polled) => setState({ key, polled }),
      isHidden: () => document.hidden,
      onVisibility,
      now: Date.now,
    });
    // The key stands for the question, whose object is made anew at every render.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [key, intervalMs]);

  // The answer to another question is no answer to this one.
  return state.key === key ? state.polled : NOTHING_YET;
}

function onVisibility(callback: () => void): () => void {
  document.addEventListener('visibilitychange', callback);
  return () => document.removeEventListener('visibilitychange', callback);
}
