import { SCORE_SERIES, type MonitoringWindow, type SeriesDrift } from '@flywheel/contracts';
import type { Polled } from '../../api/poll.ts';
import { formatDays, formatName, formatPercent, formatShortDay, formatSmall } from '../../format.ts';
import { Badge } from '../../parts/badge.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Await, Empty } from '../../parts/state-notes.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import { driftRows, type DriftRow } from './drift-rows.ts';

/** How far each feature of the last windows moved from the training data. */
export function DriftPanel({ windows }: { windows: Polled<{ windows: MonitoringWindow[] }> }) {
  return (
    <Panel title="Drift by feature" aside="PSI against the size-aware threshold">
      <Await of={windows} quiet>
        {(data) => {
          const { rows, columns } = driftRows(data.windows);
          if (rows.length === 0) return <Empty>No window has enough rows yet.</Empty>;
          return <DriftTable rows={rows} columns={columns} />;
        }}
      </Await>
    </Panel>
  );
}

function DriftTable({ rows, columns }: { rows: readonly DriftRow[]; columns: readonly MonitoringWindow[] }) {
  const last = columns.at(-1)!;
  return (
    <>
      <TableFrame label="Drift by feature">
        <table className="drift">
          <thead>
            <tr>
              <th scope="col">Feature</th>
              <th scope="col">Last window, {formatDays(last.from, last.until)}</th>
              <th scope="col" className="number">
                PSI
              </th>
              <th scope="col" className="number threshold">
                Threshold
              </th>
              {columns.map((window) => (
                <th key={window.from + window.modelVersion} scope="col" className="heat-head">
                  <span className="visually-hidden">Window from </span>
                  {formatShortDay(window.from)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <DriftLine key={row.feature} row={row} />
            ))}
          </tbody>
        </table>
      </TableFrame>
      <p className="caption">
        The tick on each bar is the threshold.{' '}
        <span className="wide-only">
          Squares are the last windows: the fuller, the closer to the threshold; a framed one is flagged.
        </span>
      </p>
    </>
  );
}

function DriftLine({ row }: { row: DriftRow }) {
  const { feature, last, cells } = row;
  return (
    <tr>
      <th scope="row">
        {feature === SCORE_SERIES ? 'model score' : formatName(feature)}{' '}
        {last?.detected && <Badge tone="bad">drifting</Badge>}
        {last && <Extras series={last} />}
      </th>
      <td className="bar-cell">{last && <Bar series={last} />}</td>
      <td className="number">{last ? formatSmall(last.psi) : '–'}</td>
      <td className="number threshold">{last ? formatSmall(last.psiThreshold) : '–'}</td>
      {cells.map(({ key, series }) => (
        <td key={key} className="heat">
          <HeatCell series={series} />
        </td>
      ))}
    </tr>
  );
}

/** What else moved: values that are missing more often, or words never seen in training. */
function Extras({ series }: { series: SeriesDrift }) {
  const missing = series.missingRatio > series.missingRatioReference + 0.005;
  const unseen = series.unseenRatio !== null && series.unseenRatio > 0.0005;
  if (!missing && !unseen) return null;
  return (
    <span className="extras">
      {missing && `${formatPercent(series.missingRatio)} missing`}
      {missing && unseen && ', '}
      {unseen && `${formatPercent(series.unseenRatio ?? 0)} unseen`}
    </span>
  );
}

/** The threshold stands at two fifths, so that a bar can pass it visibly; a bar ends at two and a half thresholds. */
const THRESHOLD_AT = 40;

function Bar({ series }: { series: SeriesDrift }) {
  const width = Math.min(100, (series.psi / series.psiThreshold) * THRESHOLD_AT);
  return (
    <svg
      className={series.flagged ? 'bar bar-flagged' : 'bar'}
      viewBox="0 0 100 14"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect y="2" width="100" height="10" className="bar-track" />
      <rect y="2" width={width} height="10" className="bar-fill" />
      <rect x={THRESHOLD_AT - 0.4} width="0.8" height="14" className="bar-limit" />
    </svg>
  );
}

function HeatCell({ series }: { series: SeriesDrift | null }) {
  if (!series) return <span className="visually-hidden">too few rows</span>;
  const share = Math.min(1, series.psi / series.psiThreshold);
  const words = `PSI ${formatSmall(series.psi)}, threshold ${formatSmall(series.psiThreshold)}${series.flagged ? ', flagged' : ''}`;
  return (
    <>
      <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
        <title>{words}</title>
        <rect
          x="1"
          y="1"
          width="20"
          height="20"
          rx="4"
          className={series.flagged ? 'heat-box heat-flagged' : 'heat-box'}
        />
        <rect
          x="1"
          y={1 + 20 * (1 - share)}
          width="20"
          height={20 * share}
          rx="4"
          className={series.flagged ? 'heat-fill heat-fill-flagged' : 'heat-fill'}
        />
      </svg>
      <span className="visually-hidden">{words}</span>
    </>
  );
}
