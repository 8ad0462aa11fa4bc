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
export function FailureNote({
  failure,
  receivedAtMs,
  asksAgain = true,
}: {
  failure: Failure;
  receivedAtMs?: number | null;
  /** False for what the reader asked once, such as a prediction. */
  asksAgain?: boolean;
}) {
  return (
    <div className="note note-bad">
      <strong>{headlineOf(failure)}</strong>
      <span>
        {': '}
        {failure.message}. {receivedAtMs ? `The figures here are from ${formatWallTime(receivedAtMs)}. ` : ''}
        {asksAgain ? 'Trying again.' : ''}
      </span>
    </div>
  );
}

function headlineOf({ service, kind }: Failure): string {
  const verb = {
    away: 'is away',
    unready: 'is not ready',
    refused: 'refused',
    unreadable: 'answered something unexpected',
  }[kind];
  return `${NAMES[service]} ${verb}`;
}

/** Loading, failed, or the content: failures never hide what was known before. */
export function Await<T>({
  of,
  quiet = false,
  children,
}: {
  of: Polled<T>;
  /** The page says at its top what failed (`FailureNotes`): here stands only that it is not known. */
  quiet?: boolean;
  children: (data: T) => ReactNode;
}) {
  const { data, failure, receivedAtMs } = of;
  return (
    <>
      {failure && !quiet && <FailureNote failure={failure} receivedAtMs={receivedAtMs} />}
      {failure && quiet && data === null && <Empty>Not known. {headlineOf(failure)}.</Empty>}
      {data === null ? failure ? null : <Loading /> : children(data)}
    </>
  );
}

/** One note a service, however many of its questions failed. */
export function FailureNotes({ of }: { of: readonly Polled<unknown>[] }) {
  const failed = of.filter(({ failure }) => failure !== null);
  const services = [...new Set(failed.map(({ failure }) => failure?.service))];
  return services.map((service) => {
    const first = failed.find(({ failure }) => failure?.service === service);
    return (
      first?.failure && (
        <FailureNote key={service} failure={first.failure} receivedAtMs={first.receivedAtMs} />
      )
    );
  });
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
