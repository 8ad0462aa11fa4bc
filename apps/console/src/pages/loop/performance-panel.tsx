import type { MonitoringWindow, PromotionDecision } from '@flywheel/contracts';
import type { Polled } from '../../api/poll.ts';
import { formatCount, formatDays, formatFigure } from '../../format.ts';
import { Panel } from '../../parts/panel.tsx';
import { Await, Empty } from '../../parts/state-notes.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import { PerformanceChart } from './performance-chart.tsx';
import { performanceSeries, type PerformanceSeries } from './series.ts';

/** Realised performance against its lower limit: the figure that decides about retraining. */
export function PerformancePanel({
  windows,
  promotions,
}: {
  windows: Polled<{ windows: MonitoringWindow[] }>;
  promotions: readonly PromotionDecision[];
}) {
  return (
    <Panel title="Realised performance" aside="ROC AUC a window, from outcomes">
      <Await of={windows} quiet>
        {(data) => {
          const series = performanceSeries(data.windows);
          if (series.length === 0)
            return <Empty>No window has enough outcomes yet. They arrive hours after the predictions.</Empty>;
          return (
            <>
              <PerformanceChart series={series} promotions={promotions} />
              <details className="as-table">
                <summary>The same as a table</summary>
                <PerformanceTable series={series} />
              </details>
            </>
          );
        }}
      </Await>
    </Panel>
  );
}

function PerformanceTable({ series }: { series: readonly PerformanceSeries[] }) {
  return (
    <TableFrame label="Realised performance by window">
      <table>
        <thead>
          <tr>
            <th scope="col">Window</th>
            <th scope="col">Version</th>
            <th scope="col" className="number">
              ROC AUC
            </th>
            <th scope="col" className="number">
              Lower limit
            </th>
            <th scope="col" className="number">
              Outcomes
            </th>
          </tr>
        </thead>
        <tbody>
          {series.flatMap(({ version, points }) =>
            points.map((point) => (
              <tr key={`${version}-${point.untilMs}`}>
                <th scope="row">{formatDays(point.fromMs, point.untilMs)}</th>
                <td>{version}</td>
                <td className={point.value < point.lowerLimit ? 'number bad' : 'number'}>
                  {formatFigure(point.value)}
                  {point.value < point.lowerLimit && ' below'}
                </td>
                <td className="number">{formatFigure(point.lowerLimit)}</td>
                <td className="number">{formatCount(point.outcomes)}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </TableFrame>
  );
}
