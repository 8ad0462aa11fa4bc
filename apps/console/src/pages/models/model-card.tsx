import { artifactPath, artifactTextQuestion, runQuestion } from '../../api/questions.ts';
import { usePoll } from '../../api/use-poll.ts';
import { Await, Empty, FailureNote } from '../../parts/state-notes.tsx';

/** The package's MODEL_CARD.md, shown as the text that it is. A version never changes, so it is asked for rarely. */
export function ModelCard({ runId }: { runId: string }) {
  const run = usePoll(runQuestion(runId), 60_000);
  const path = run.data === null ? null : artifactPath(run.data.run.info.artifact_uri, 'model/MODEL_CARD.md');
  const card = usePoll(path === null ? null : artifactTextQuestion(path), 60_000);
  if (run.failure) return <FailureNote failure={run.failure} />;
  if (run.data !== null && path === null)
    return (
      <Empty>
        The files of this version are kept outside of the registry: {run.data.run.info.artifact_uri}
      </Empty>
    );
  return <Await of={card}>{(text) => <pre className="card-text">{text}</pre>}</Await>;
}
