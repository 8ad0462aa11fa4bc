import { experimentQuestion, runsQuestion } from '../../api/questions.ts';
import { usePoll } from '../../api/use-poll.ts';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Await, Empty, FailureNote } from '../../parts/state-notes.tsx';
import { useProject } from '../../project-context.ts';
import { RunDetail } from './run-detail.tsx';
import { RunsTable } from './runs-table.tsx';

/** Every training run of the project, or one of them in detail. */
export function RunsPage({ runId }: { runId: string | null }) {
  return runId === null ? <RunsList /> : <RunDetail runId={runId} />;
}

function RunsList() {
  const { name } = useProject();
  const experiment = usePoll(experimentQuestion(name), 10_000);
  const id = experiment.data?.experiment.experiment_id ?? null;
  const runs = usePoll(id === null ? null : runsQuestion(id), 3000);
  // A project that never trained has no experiment: that is an empty table, no failure.
  const none = experiment.failure?.status === 404;
  return (
    <>
      <PageHeading title="Runs" lead="Every training and what it measured, as the registry recorded it." />
      {none && <NoRuns />}
      {id === null && !none && experiment.failure && <FailureNote failure={experiment.failure} />}
      {id !== null && (
        <Await of={runs}>
          {(data) => (data.runs.length === 0 ? <NoRuns /> : <RunsTable runs={data.runs} project={name} />)}
        </Await>
      )}
    </>
  );
}

function NoRuns() {
  return <Empty>No run yet. The first training writes one here.</Empty>;
}
