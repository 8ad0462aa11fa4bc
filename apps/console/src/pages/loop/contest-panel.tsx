import type { Evaluation, Overview, PromotionDecision, VersionSummary } from '@flywheel/contracts';
import { formatCount, formatDay, formatFigure, formatSigned, METRIC_NAMES, METRICS } from '../../format.ts';
import { Badge } from '../../parts/badge.tsx';
import { GateChecks } from '../../parts/gate-checks.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Empty } from '../../parts/state-notes.tsx';
import { hrefOf } from '../../router.ts';

/** Champion and challenger side by side, then their last contest on the same rows. */
export function ContestPanel({ overview }: { overview: Overview }) {
  const { champion, challenger, decisions, project } = overview;
  const contest = decisions.find((decision) => decision.evaluation !== null);
  return (
    <Panel title="Champion and challenger">
      <div className="contest">
        <VersionCard role="champion" version={champion} project={project.name} />
        <VersionCard role="challenger" version={challenger} project={project.name} />
      </div>
      {contest?.evaluation && <Contest decision={contest} evaluation={contest.evaluation} />}
    </Panel>
  );
}

function VersionCard({
  role,
  version,
  project,
}: {
  role: 'champion' | 'challenger';
  version: VersionSummary | null;
  project: string;
}) {
  if (!version)
    return (
      <div className={`version-card card-${role}`}>
        <h3>{role === 'champion' ? 'Champion' : 'Challenger'}</h3>
        <Empty>
          {role === 'champion'
            ? 'None yet: the first model is still to come.'
            : 'None now. The next retraining brings one.'}
        </Empty>
      </div>
    );
  return (
    <div className={`version-card card-${role}`}>
      <h3>{role === 'champion' ? 'Champion' : 'Challenger'}</h3>
      <p className="version-name">
        <a href={hrefOf(project, 'models', version.version)}>Version {version.version}</a>
        <span className="muted">{version.estimator ?? ''}</span>
      </p>
      <dl className="figures">
        {METRIC_NAMES.filter((name) => name !== 'accuracy').map((name) => (
          <div key={name}>
            <dt>{METRICS[name].title}</dt>
            <dd>{formatFigure(version.figures?.[name])}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Contest({ decision, evaluation }: { decision: PromotionDecision; evaluation: Evaluation }) {
  const other = evaluation.champion ?? { version: null, figures: evaluation.baseline };
  const { interval } = evaluation.rows;
  return (
    <div className="last-contest">
      <h3>
        Last contest{' '}
        <Badge tone={decision.outcome === 'refused' ? 'bad' : 'good'}>
          {decision.outcome === 'refused' ? 'refused' : 'passed'}
        </Badge>
      </h3>
      <p className="muted">
        On the same {formatCount(evaluation.challenger.figures.rows)} rows, {formatDay(interval.from)} to{' '}
        {formatDay(interval.until)}
      </p>
      <table className="contest-table">
        <thead>
          <tr>
            <td />
            <th scope="col" className="number">
              Version {evaluation.challenger.version}
            </th>
            <th scope="col" className="number">
              {other.version === null ? 'Base rate' : `Version ${other.version}`}
            </th>
            <th scope="col" className="number">
              Difference
            </th>
          </tr>
        </thead>
        <tbody>
          {METRIC_NAMES.map((name) => {
            const gain = evaluation.challenger.figures[name] - other.figures[name];
            // What three digits do not show is no difference to a reader.
            const shown = Math.abs(gain) < 0.0005 ? 0 : gain;
            const better = METRICS[name].higherIsBetter ? shown > 0 : shown < 0;
            return (
              <tr key={name}>
                <th scope="row">{METRICS[name].title}</th>
                <td className="number">{formatFigure(evaluation.challenger.figures[name])}</td>
                <td className="number">{formatFigure(other.figures[name])}</td>
                <td className={`number ${better ? 'good' : shown === 0 ? '' : 'bad'}`}>
                  {shown === 0 ? '0.000' : formatSigned(shown)}
                  <span className="visually-hidden">{better ? ' better' : ' not better'}</span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <GateChecks checks={decision.checks} />
    </div>
  );
}
