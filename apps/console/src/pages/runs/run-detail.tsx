import type { Run } from '../../api/mlflow.ts';
import { artifactsQuestion, artifactPath, runQuestion } from '../../api/questions.ts';
import { usePoll } from '../../api/use-poll.ts';
import { formatBytes, formatDuration, formatMetric, formatWallDate } from '../../format.ts';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Await, Empty } from '../../parts/state-notes.tsx';
import { useProject } from '../../project-context.ts';
import { hrefOf } from '../../router.ts';
import { compareMetrics, durationSeconds } from './run-table.ts';
import { StatusBadge } from './runs-table.tsx';

/** One run: what went in, what came out, and its files. */
export function RunDetail({ runId }: { runId: string }) {
  const { name } = useProject();
  const run = usePoll(runQuestion(runId), 3000);
  return (
    <>
      <nav aria-label="Breadcrumb" className="breadcrumb">
        <a href={hrefOf(name, 'runs')}>Runs</a>
      </nav>
      <PageHeading title={run.data?.run.info.run_name ?? `Run ${runId}`} />
      <Await of={run}>{(data) => <Detail run={data.run} />}</Await>
    </>
  );
}

function Detail({ run }: { run: Run }) {
  const seconds = durationSeconds(run);
  const { metrics, params, tags } = run.data;
  return (
    <>
      <p className="run-facts">
        <StatusBadge status={run.info.status} />
        {run.info.start_time !== undefined && <span>Started {formatWallDate(run.info.start_time)}</span>}
        {seconds !== null && <span>took {formatDuration(seconds)}</span>}
        <code>{run.info.run_id}</code>
      </p>
      <div className="pair">
        <Pairs
          title="Metrics"
          pairs={metrics
            .toSorted((a, b) => compareMetrics(a.key, b.key))
            .map(({ key, value }) => ({ key, value: formatMetric(value) }))}
          numbers
        />
        <Pairs title="Parameters" pairs={byKey(params)} />
        <Pairs title="Tags" pairs={byKey(tags)} />
        <Artifacts run={run} />
      </div>
    </>
  );
}

const byKey = <P extends { key: string }>(pairs: readonly P[]): P[] =>
  pairs.toSorted((a, b) => a.key.localeCompare(b.key));

function Pairs({
  title,
  pairs,
  numbers = false,
}: {
  title: string;
  pairs: readonly { key: string; value: string }[];
  numbers?: boolean;
}) {
  return (
    <Panel title={title} aside={String(pairs.length)}>
      {pairs.length === 0 ? (
        <Empty>None recorded.</Empty>
      ) : (
        <dl className={numbers ? 'pairs pairs-numbers' : 'pairs'}>
          {pairs.map(({ key, value }) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}

function Artifacts({ run }: { run: Run }) {
  return (
    <Panel title="Artifacts">
      <Folder run={run} path="" />
    </Panel>
  );
}

/** A folder's files as links; folders inside open on demand. */
function Folder({ run, path }: { run: Run; path: string }) {
  const files = usePoll(artifactsQuestion(run.info.run_id, path), 15_000);
  return (
    <Await of={files}>
      {(data) =>
        data.files.length === 0 ? (
          <Empty>No file.</Empty>
        ) : (
          <ul className="files">
            {data.files.map((file) => (
              <li key={file.path}>
                {file.is_dir ? (
                  <details open>
                    <summary>{file.path}/</summary>
                    <Folder run={run} path={file.path} />
                  </details>
                ) : (
                  <File run={run} path={file.path} size={file.file_size} />
                )}
              </li>
            ))}
          </ul>
        )
      }
    </Await>
  );
}

function File({ run, path, size }: { run: Run; path: string; size: number | undefined }) {
  const href = artifactPath(run.info.artifact_uri, path);
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    <span className="file">
      {href === null ? name : <a href={href}>{name}</a>}
      {size !== undefined && <span className="muted">{formatBytes(size)}</span>}
    </span>
  );
}
