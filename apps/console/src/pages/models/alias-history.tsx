import { aliasHistoryQuestion } from '../../api/questions.ts';
import { usePoll } from '../../api/use-poll.ts';
import { formatInstant } from '../../format.ts';
import { Panel } from '../../parts/panel.tsx';
import { Await, Empty } from '../../parts/state-notes.tsx';

/** Which version an alias pointed to, and why it moved. */
export function AliasHistory({ model, alias }: { model: string; alias: string }) {
  const history = usePoll(aliasHistoryQuestion(model, alias), 5000);
  return (
    <Panel title={`History of ${alias}`}>
      <Await of={history}>
        {(data) =>
          data.history.length === 0 ? (
            <Empty>The alias never pointed anywhere.</Empty>
          ) : (
            <ol className="timeline">
              {data.history
                .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
                .map((move) => (
                  <li key={`${move.at} ${move.version} ${move.decisionId}`} className="entry entry-accent">
                    <p className="entry-head">
                      <time dateTime={move.at}>{formatInstant(move.at)}</time>
                    </p>
                    <h3>{move.version === null ? 'Removed' : `Version ${move.version}`}</h3>
                    <p>{move.reason}</p>
                  </li>
                ))}
            </ol>
          )
        }
      </Await>
    </Panel>
  );
}
