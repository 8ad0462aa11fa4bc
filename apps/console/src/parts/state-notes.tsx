import type { ReactNode } from 'react';
import type { Polled } from '../api/poll.ts';
import type { Failure, ServiceName } from '../api/request.ts';
import { formatWallTime } from '../format.ts';

const NAMES: Record<ServiceName, string> = {
  registry: 'The registry',
  inference: 'Inference',
  monitor: 'The monitor',
  trainer: 'The trainer',
};

/** Says which service failed, how, and how old the figures are that still stand on the page. */
export function FailureNote({ failure, receivedAtMs }: { failure: Failure; receivedAtMs?: number | null }) {
  const name = NAMES[failure.service];
  const verb =
    failure.kind === 'away' ? 'is away' : failure.kind === 'refused' ? 'refused' : 'answered strangely';
  return (
    <div className="note note-bad">
      <strong>
        {name} {verb}
      </strong>
      <span>
        {': '}
        {failure.message}. {receivedAtMs ? `The figures here are from ${formatWallTime(receivedAtMs)}. ` : ''}
        {failure.kind === 'away' ? 'Trying again.' : ''}
      </span>
    </div>
  );
}

/** Loading, failed, or the content: failures never hide what was known before. */
export function Await<T>({ of, children }: { of: Polled<T>; children: (data: T) => ReactNode }) {
  return (
    <>
      {of.failure && <FailureNote failure={of.failure} receivedAtMs={of.receivedAtMs} />}
      {of.data === null ? of.failure ? null : <Loading /> : children(of.data)}
    </>
  );
}

export function Loading() {
  return (
    <p className="loading">
      <span className="loading-bar" aria-hidden="true" />
      Loading
    </p>
  );
}

export function Empty({ children }: { children: ReactNode }) {
  return <p className="empty">{children}</p>;
}
