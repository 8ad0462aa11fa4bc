import { useMedia } from '../../use-media.ts';
import { NARROW, WIDE, type LoopLayout } from './loop-layout.ts';
import type { StageView } from './stages.ts';

/** The loop as a picture, and as a list for those who do not see it. */
export function LoopPicture({
  stages,
  flows,
  hub,
}: {
  stages: readonly StageView[];
  flows: readonly boolean[];
  /** Two lines in the middle of the wide picture. */
  hub: { title: string; value: string; note: string };
}) {
  const wide = useMedia('(min-width: 62rem)');
  const layout = wide ? WIDE : NARROW;
  return (
    <figure className="loop-picture">
      <svg
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        aria-hidden="true"
        className={wide ? 'loop-wide' : 'loop-narrow'}
      >
        {layout.edges.map((path, index) => (
          <Edge key={path} path={path} tip={layout.tips[index]!} flowing={flows[index] ?? false} />
        ))}
        {wide && (
          <g className="hub" textAnchor="middle">
            <text x={layout.width / 2} y={142} className="hub-title">
              {hub.title}
            </text>
            <text x={layout.width / 2} y={182} className="hub-value">
              {hub.value}
            </text>
            <text x={layout.width / 2} y={210} className="hub-note">
              {hub.note}
            </text>
          </g>
        )}
        {stages.map((stage, index) => (
          <Station key={stage.id} stage={stage} layout={layout} at={layout.at[index]!} />
        ))}
      </svg>
      <ol className="visually-hidden" aria-label="Stations of the loop">
        {stages.map((stage) => (
          <li key={stage.id}>
            {stage.title}: {stage.value}
            {stage.note && `, ${stage.note}`}
            {stage.state === 'idle' ? '' : ` (${STATE_WORDS[stage.state]})`}
          </li>
        ))}
      </ol>
      {!wide && (
        <figcaption className="hub-caption">
          <span className="hub-title">{hub.title}</span>
          <span className="hub-value">{hub.value}</span>
          <span className="hub-note">{hub.note}</span>
        </figcaption>
      )}
    </figure>
  );
}

const STATE_WORDS = { live: 'in motion', busy: 'working', alert: 'needs attention' };

function Edge({ path, tip, flowing }: { path: string; tip: LoopLayout['tips'][number]; flowing: boolean }) {
  return (
    <g className={flowing ? 'edge edge-flowing' : 'edge'}>
      <path d={path} className="edge-line" />
      {flowing && <path d={path} className="edge-flow" />}
      <path
        d="M0 0L-11 -6.5V6.5Z"
        className="edge-tip"
        transform={`translate(${tip.x} ${tip.y}) rotate(${tip.degrees})`}
      />
    </g>
  );
}

function Station({
  stage,
  layout,
  at,
}: {
  stage: StageView;
  layout: LoopLayout;
  at: { x: number; y: number };
}) {
  const { width, height } = layout.node;
  const small = width < 200;
  const left = small ? 12 : 18;
  return (
    <g transform={`translate(${at.x} ${at.y})`} className={`station station-${stage.state}`}>
      <rect width={width} height={height} rx={14} className="station-box" />
      <circle cx={width - (small ? 16 : 22)} cy={small ? 18 : 23} r={5} className="station-lamp" />
      <text x={left} y={small ? 23 : 29} className="station-title">
        {stage.title}
      </text>
      <text
        x={left}
        y={small ? 49 : 62}
        className="station-value"
        {...fit(stage.value, width - 2 * left, small)}
      >
        {stage.value}
      </text>
      <text x={left} y={small ? 70 : 86} className="station-note">
        {stage.note}
      </text>
      {stage.fraction !== null && (
        <g transform={`translate(${left} ${height - 9})`}>
          <rect width={width - 2 * left} height={4} rx={2} className="station-track" />
          <rect width={(width - 2 * left) * stage.fraction} height={4} rx={2} className="station-bar" />
        </g>
      )}
    </g>
  );
}

/** Long values are squeezed into their box rather than run out of it. */
function fit(
  text: string,
  width: number,
  small: boolean,
): { textLength?: number; lengthAdjust?: 'spacingAndGlyphs' } {
  const characters = small ? 15 : 18;
  return text.length > characters ? { textLength: width, lengthAdjust: 'spacingAndGlyphs' } : {};
}
