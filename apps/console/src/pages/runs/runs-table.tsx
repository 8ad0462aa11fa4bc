import { useState, type ReactNode } from 'react';
import type { Run } from '../../api/mlflow.ts';
import { formatDuration, formatMetric, formatWallDate } from '../../format.ts';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import { hrefOf } from '../../router.ts';
import { durationSeconds, metricColumns, metricOf, sortRuns, type Column, type Sort } from './run-table.ts';

const STATUS_TONES: Record<string, Tone> = {
  FINISHED: 'good',
  RUNNING: 'accent',
  FAILED: 'bad',
  KILLED: 'warn',
};

export function RunsTable({ runs, project }: { runs: readonly Run[]; project: string }) {
  const [sort, setSort] = useState<Sort>({ column: 'started', descending: true });
  const metrics = metricColumns(runs);
  const header = (column: Column, title: string, number = false): ReactNode => (
    <SortHeader key={column} column={column} title={title} number={number} sort={sort} onSort={setSort} />
  );
  return (
    <TableFrame label="Runs">
      <table className="data-table">
        <thead>
          <tr>
            {header('name', 'Run')}
            {header('status', 'Status')}
            {header('started', 'Started')}
            {header('duration', 'Took', true)}
            {metrics.map((key) => header(`metric:${key}`, key, true))}
          </tr>
        </thead>
        <tbody>
          {sortRuns(runs, sort).map((run) => (
            <RunRow key={run.info.run_id} run={run} metrics={metrics} project={project} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

export function StatusBadge({ status }: { status: string }) {
  return <Badge tone={STATUS_TONES[status] ?? 'plain'}>{status.toLowerCase()}</Badge>;
}

function RunRow({ run, metrics, project }: { run: Run; metrics: readonly string[]; project: string }) {
  const seconds = durationSeconds(run);
  return (
    <tr>
      <th scope="row">
        <a href={hrefOf(project, 'runs', run.info.run_id)}>{run.info.run_name ?? run.info.run_id}</a>
      </th>
      <td>
        <StatusBadge status={run.info.status} />
      </td>
      <td>{run.info.start_time === undefined ? '–' : formatWallDate(run.info.start_time)}</td>
      <td className="number">{seconds === null ? '–' : formatDuration(seconds)}</td>
      {metrics.map((key) => {
        const value = metricOf(run, key);
        return (
          <td key={key} className="number">
            {value === null ? '–' : formatMetric(value)}
          </td>
        );
      })}
    </tr>
  );
}

function SortHeader({
  column,
  title,
  number,
  sort,
  onSort,
}: {
  column: Column;
  title: string;
  number: boolean;
  sort: Sort;
  onSort: (sort: Sort) => void;
}) {
  const active = sort.column === column;
  const direction = active ? (sort.descending ? 'descending' : 'ascending') : 'none';
  return (
    <th scope="col" aria-sort={direction} className={number ? 'number' : undefined}>
      <button
        type="button"
        className="sort-button"
        onClick={() =>
          onSort({ column, descending: active ? !sort.descending : number || column === 'started' })
        }
      >
        {title}
        <span aria-hidden="true" className="sort-mark">
          {active ? (sort.descending ? '↓' : '↑') : ''}
        </span>
      </button>
    </th>
  );
}
