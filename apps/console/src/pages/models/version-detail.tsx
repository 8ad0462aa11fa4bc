import type { Overview, VersionSummary } from '@flywheel/contracts';
import {
  formatCount,
  formatFigure,
  formatInstant,
  formatWallDate,
  METRIC_NAMES,
  METRICS,
} from '../../format.ts';
import { AliasBadge, Badge } from '../../parts/badge.tsx';
import { GateChecks } from '../../parts/gate-checks.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Await, Empty } from '../../parts/state-notes.tsx';
import { useProject } from '../../project-context.ts';
import { hrefOf } from '../../router.ts';
import { ModelCard } from './model-card.tsx';

/** One version: figures, where it came from, what the gate said, and its model card. */
export function VersionDetail({ version }: { version: string }) {
  const { name, overview } = useProject();
  return (
    <>
      <nav aria-label="Breadcrumb" className="breadcrumb">
        <a href={hrefOf(name, 'models')}>Models</a>
      </nav>
      <PageHeading title={`Version ${version}`} />
      <Await of={overview}>
        {(data) => {
          const summary = data.versions.find((one) => one.version === version);
          if (!summary) return <Empty>There is no version {version} of this model.</Empty>;
          return <Detail summary={summary} overview={data} project={name} />;
        }}
      </Await>
    </>
  );
}

function Detail({
  summary,
  overview,
  project,
}: {
  summary: VersionSummary;
  overview: Overview;
  project: string;
}) {
  const decisions = overview.decisions.filter((decision) => decision.version === summary.version);
  return (
    <div className="columns columns-mirrored">
      <div className="stack">
        <Facts summary={summary} project={project} />
        <Panel title="Decisions">
          {decisions.length === 0 ? (
            <Empty>Nobody asked to promote this version.</Empty>
          ) : (
            <ol className="timeline">
              {decisions.map((decision) => (
                <li
                  key={decision.id}
                  className={`entry entry-${decision.outcome === 'refused' ? 'bad' : 'good'}`}
                >
                  <p className="entry-head">
                    <time dateTime={decision.at}>{formatInstant(decision.at)}</time>
                    <Badge tone={decision.outcome === 'refused' ? 'bad' : 'good'}>
                      {decision.outcome.replace('_', ' ')}
                    </Badge>
                  </p>
                  <p>{decision.reason}</p>
                  <GateChecks checks={decision.checks} />
                </li>
              ))}
            </ol>
          )}
        </Panel>
      </div>
      <div className="stack">
        <Panel title="Model card">
          {summary.runId === null ? (
            <Empty>This version names no run, so its files are not known.</Empty>
          ) : (
            <ModelCard runId={summary.runId} />
          )}
        </Panel>
      </div>
    </div>
  );
}

function Facts({ summary, project }: { summary: VersionSummary; project: string }) {
  const { figures } = summary;
  return (
    <Panel
      title="Figures"
      aside={summary.aliases.map((alias) => (
        <AliasBadge key={alias} alias={alias} />
      ))}
    >
      <dl className="pairs pairs-numbers">
        {METRIC_NAMES.map((name) => (
          <div key={name}>
            <dt>{METRICS[name].title}</dt>
            <dd>{formatFigure(figures?.[name])}</dd>
          </div>
        ))}
        <div>
          <dt>Test rows</dt>
          <dd>{figures?.rows === undefined ? '–' : formatCount(figures.rows)}</dd>
        </div>
      </dl>
      <dl className="pairs">
        <div>
          <dt>Estimator</dt>
          <dd>{summary.estimator ?? '–'}</dd>
        </div>
        <div>
          <dt>Dataset</dt>
          <dd>
            <code>{summary.datasetDigest ?? '–'}</code>
          </dd>
        </div>
        <div>
          <dt>Run</dt>
          <dd>
            {summary.runId === null ? (
              '–'
            ) : (
              <a href={hrefOf(project, 'runs', summary.runId)}>{summary.runId}</a>
            )}
          </dd>
        </div>
        <div>
          <dt>Registered</dt>
          <dd>{formatWallDate(Date.parse(summary.createdAt))}</dd>
        </div>
      </dl>
    </Panel>
  );
}
