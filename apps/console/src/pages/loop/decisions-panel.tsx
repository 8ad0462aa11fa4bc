import { useEffect, useRef, useState } from 'react';
import { formatInstant } from '../../format.ts';
import { useAnnounce } from '../../parts/announcer.tsx';
import { Badge } from '../../parts/badge.tsx';
import { GateChecks } from '../../parts/gate-checks.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Empty } from '../../parts/state-notes.tsx';
import type { TimelineEntry } from './timeline.ts';

const FIRST = 8;

/** Every decision in event time, newest first, with its reason. */
export function DecisionsPanel({ entries, known }: { entries: readonly TimelineEntry[]; known: boolean }) {
  const [all, setAll] = useState(false);
  useAnnounceNew(entries, known);
  const shown = all ? entries : entries.slice(0, FIRST);
  return (
    <Panel title="Decisions" aside="event time, UTC">
      {entries.length === 0 ? (
        <Empty>No decision yet. The gate and the trigger write every one of theirs here.</Empty>
      ) : (
        <ol className="timeline">
          {shown.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
      {!all && entries.length > FIRST && (
        <button type="button" className="button-quiet" onClick={() => setAll(true)}>
          Show all {entries.length}
        </button>
      )}
    </Panel>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  return (
    <li className={`entry entry-${entry.tone}`}>
      <p className="entry-head">
        <time dateTime={entry.at}>{formatInstant(entry.at)}</time>
        <Badge tone={entry.tone}>{entry.kind}</Badge>
        {entry.times > 1 && <span className="muted">{entry.times} times</span>}
      </p>
      <h3>{entry.title}</h3>
      <p>{entry.reason}</p>
      {entry.figures && <p className="muted">{entry.figures}</p>}
      {entry.checks.length > 0 && (
        <details>
          <summary>Checks of the gate</summary>
          <GateChecks checks={entry.checks} />
        </details>
      )}
      {entry.requestedBy && <p className="muted">Asked for by {entry.requestedBy}</p>}
    </li>
  );
}

/** What was there at first is no news; what comes after is read out. */
function useAnnounceNew(entries: readonly TimelineEntry[], known: boolean): void {
  const announce = useAnnounce();
  const seen = useRef<Set<string> | null>(null);
  useEffect(() => {
    if (!known) return;
    const fresh = entries.filter((entry) => seen.current !== null && !seen.current.has(entry.id));
    seen.current = new Set([...(seen.current ?? []), ...entries.map(({ id }) => id)]);
    if (fresh[0]) announce(`${fresh[0].title}: ${fresh[0].reason}`);
  }, [entries, known, announce]);
}
