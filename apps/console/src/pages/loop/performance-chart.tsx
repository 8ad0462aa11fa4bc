import type { PromotionDecision } from '@flywheel/contracts';
import type { ReactNode } from 'react';
import { formatFigure, formatShortDay } from '../../format.ts';
import { useWidth } from '../../use-width.ts';
import { dayTicks, linearScale, niceTicks } from './chart-scale.ts';
import type { PerformanceSeries } from './series.ts';

const HEIGHT = 300;
const MARGIN = { top: 26, right: 46, bottom: 30, left: 46 };
/** Colours of the theme and shapes of the points repeat after so many versions. */
const LOOKS = 5;

type Scale = (value: number) => number;

/** One line a model version with its lower limit dashed; a point below the limit is ringed. */
export function PerformanceChart({
  series,
  promotions,
}: {
  series: readonly PerformanceSeries[];
  promotions: readonly PromotionDecision[];
}) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const points = series.flatMap((one) => one.points);
  const fromMs = Math.min(...points.map((point) => point.fromMs));
  const untilMs = Math.max(...points.map((point) => point.untilMs));
  const values = points.flatMap((point) => [point.value, point.lowerLimit]);
  const ticks = niceTicks(Math.min(...values) - 0.004, Math.max(...values) + 0.004, 5);
  const x = linearScale([fromMs, untilMs], [MARGIN.left, width - MARGIN.right]);
  const y = linearScale([ticks[0]!, ticks.at(-1)!], [HEIGHT - MARGIN.bottom, MARGIN.top]);
  const promoted = promotions.filter(
    ({ outcome, at }) => outcome !== 'refused' && Date.parse(at) >= fromMs && Date.parse(at) <= untilMs,
  );

  return (
    <div ref={ref} className="chart">
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="img" aria-label={describe(series)}>
          <YAxis ticks={ticks} y={y} width={width} />
          <XAxis ticks={dayTicks(fromMs, untilMs, Math.max(2, Math.floor(width / 95)))} x={x} />
          {promoted.map((decision) => (
            <Promotion
              key={decision.id}
              at={x(Date.parse(decision.at))}
              label={width < 560 ? `v${decision.version}` : `v${decision.version} takes over`}
            />
          ))}
          {series.map((one, index) => (
            <VersionLine key={one.version} series={one} look={index % LOOKS} x={x} y={y} />
          ))}
        </svg>
      )}
      <Legend series={series} />
    </div>
  );
}

function Legend({ series }: { series: readonly PerformanceSeries[] }) {
  return (
    <ul className="legend" aria-hidden="true">
      {series.map((one, index) => (
        <li key={one.version} className={`look-${index % LOOKS}`}>
          <svg width="26" height="12">
            <path d="M1 6H25" className="version-line" />
            <Dot x={13} y={6} look={index % LOOKS} />
          </svg>
          version {one.version}
        </li>
      ))}
      <li>
        <svg width="26" height="12">
          <path d="M1 6H25" className="limit-line" />
        </svg>
        lower limit
      </li>
      <li>
        <svg width="16" height="16">
          <circle cx="8" cy="8" r="6.5" className="breach-ring" />
        </svg>
        below it
      </li>
    </ul>
  );
}

/** The chart in one sentence; the table below it has every figure. */
function describe(series: readonly PerformanceSeries[]): string {
  const lines = series.map(({ version, points }) => {
    const below = points.filter((point) => point.value < point.lowerLimit).length;
    return `version ${version}: ${points.length} windows, last ${formatFigure(points.at(-1)?.value)}, ${below} below the lower limit`;
  });
  return `Line chart of realised ROC AUC. ${lines.join('; ')}.`;
}

function YAxis({ ticks, y, width }: { ticks: readonly number[]; y: Scale; width: number }) {
  return (
    <g className="axis">
      {ticks.map((tick) => (
        <g key={tick} transform={`translate(0 ${y(tick)})`}>
          <path d={`M${MARGIN.left} 0H${width - MARGIN.right}`} className="grid-line" />
          <text x={MARGIN.left - 8} dy="0.32em" textAnchor="end">
            {tick.toFixed(2)}
          </text>
        </g>
      ))}
    </g>
  );
}

function XAxis({ ticks, x }: { ticks: readonly number[]; x: Scale }) {
  return (
    <g className="axis" textAnchor="middle">
      {ticks.map((tick) => (
        <text key={tick} x={x(tick)} y={HEIGHT - 8}>
          {formatShortDay(tick)}
        </text>
      ))}
    </g>
  );
}

function Promotion({ at, label }: { at: number; label: string }) {
  return (
    <g className="promotion-mark" transform={`translate(${at} 0)`}>
      <path d={`M0 ${MARGIN.top - 6}V${HEIGHT - MARGIN.bottom}`} />
      <text y={14} textAnchor="middle">
        {label}
      </text>
    </g>
  );
}

function VersionLine({
  series,
  look,
  x,
  y,
}: {
  series: PerformanceSeries;
  look: number;
  x: Scale;
  y: Scale;
}) {
  const { points, version } = series;
  const line = points
    .map((point, index) => `${index === 0 ? 'M' : 'L'}${x(point.untilMs)} ${y(point.value)}`)
    .join('');
  const limit = points
    .map((point) => `M${x(point.fromMs)} ${y(point.lowerLimit)}H${x(point.untilMs)}`)
    .join('');
  const last = points.at(-1)!;
  return (
    <g className={`look-${look}`}>
      <path d={limit} className="limit-line" />
      <path d={line} className="version-line" />
      {points.map((point) => (
        <g key={point.untilMs}>
          {point.value < point.lowerLimit && (
            <circle cx={x(point.untilMs)} cy={y(point.value)} r={9} className="breach-ring" />
          )}
          <Dot x={x(point.untilMs)} y={y(point.value)} look={look}>
            <title>{`v${version}, ${formatShortDay(point.fromMs)} to ${formatShortDay(point.untilMs)}: ${formatFigure(point.value)}, lower limit ${formatFigure(point.lowerLimit)}`}</title>
          </Dot>
        </g>
      ))}
      <text x={x(last.untilMs) + 12} y={y(last.value)} dy="0.34em" className="version-label">
        v{version}
      </text>
    </g>
  );
}

/** Shapes tell versions apart where colours do not. */
const SHAPES = [
  'M-5 0A5 5 0 1 0 5 0A5 5 0 1 0 -5 0Z',
  'M-4.5 -4.5H4.5V4.5H-4.5Z',
  'M0 -6L6 0L0 6L-6 0Z',
  'M0 -6L6 5H-6Z',
  'M0 6L6 -5H-6Z',
];

function Dot({ x, y, look, children }: { x: number; y: number; look: number; children?: ReactNode }) {
  return (
    <path d={SHAPES[look]} transform={`translate(${x} ${y})`} className="version-dot">
      {children}
    </path>
  );
}
