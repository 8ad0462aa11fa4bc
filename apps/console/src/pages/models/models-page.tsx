import type { Overview, VersionSummary } from '@flywheel/contracts';
import { formatFigure, formatWallDate, shorten } from '../../format.ts';
import { AliasBadge } from '../../parts/badge.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Await, Empty } from '../../parts/state-notes.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import { useProject } from '../../project-context.ts';
import { hrefOf } from '../../router.ts';
import { AliasHistory } from './alias-history.tsx';
import { VersionDetail } from './version-detail.tsx';

/** All versions of the project's model, or one of them in detail. */
export function ModelsPage({ version }: { version: string | null }) {
  const { name, overview } = useProject();
  if (version !== null) return <VersionDetail version={version} />;
  return (
    <>
      <PageHeading title="Models" lead="Every registered version, with the figures of its test rows." />
      <Await of={overview}>
        {(data) =>
          data.versions.length === 0 ? (
            <Empty>No version yet. The first training registers one.</Empty>
          ) : (
            <>
              <VersionsTable overview={data} project={name} />
              <AliasHistory model={name} alias="champion" />
            </>
          )
        }
      </Await>
    </>
  );
}

function VersionsTable({ overview, project }: { overview: Overview; project: string }) {
  return (
    <TableFrame label="Model versions">
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Alias</th>
            <th scope="col">Estimator</th>
            <th scope="col" className="number">
              ROC AUC
            </th>
            <th scope="col" className="number">
              Log loss
            </th>
            <th scope="col" className="number">
              Brier
            </th>
            <th scope="col">Dataset</th>
            <th scope="col">Decision</th>
            <th scope="col">Registered</th>
          </tr>
        </thead>
        <tbody>
          {overview.versions.map((version) => (
            <VersionRow
              key={version.version}
              version={version}
              project={project}
              decision={lastDecision(overview, version)}
            />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function lastDecision(overview: Overview, { version }: VersionSummary): string {
  const outcome = overview.decisions.find((decision) => decision.version === version)?.outcome;
  return outcome === undefined ? 'none' : outcome.replace('_', ' ');
}

function VersionRow({
  version,
  project,
  decision,
}: {
  version: VersionSummary;
  project: string;
  decision: string;
}) {
  return (
    <tr>
      <th scope="row">
        <a href={hrefOf(project, 'models', version.version)}>Version {version.version}</a>
      </th>
      <td>
        {version.aliases.map((alias) => (
          <AliasBadge key={alias} alias={alias} />
        ))}
      </td>
      <td>{version.estimator ?? '–'}</td>
      <td className="number">{formatFigure(version.figures?.rocAuc)}</td>
      <td className="number">{formatFigure(version.figures?.logLoss)}</td>
      <td className="number">{formatFigure(version.figures?.brier)}</td>
      <td>
        {version.datasetDigest === null ? (
          '–'
        ) : (
          <code title={version.datasetDigest}>{shorten(version.datasetDigest)}</code>
        )}
      </td>
      <td>{decision}</td>
      <td>{formatWallDate(Date.parse(version.createdAt))}</td>
    </tr>
  );
}
