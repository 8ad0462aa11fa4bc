import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loopReportSchema, type LoopReport } from '@flywheel/contracts';
import type { ReplayProgress } from '../replay/replay.ts';
import { describeDecision } from './describe.ts';
import { readManifest } from './read-manifest.ts';
import type { LoopStep } from './loop-step.ts';

/** Gathers what happened from the platform itself: nothing is remembered from printing. */
export async function buildReport(options: {
  step: LoopStep;
  replayed: ReplayProgress;
  durations: Record<string, number>;
}): Promise<LoopReport> {
  const { step, replayed, durations } = options;
  const { clients, project } = step;
  const [overview, triggers, status] = await Promise.all([
    clients.overview(),
    clients.retrainDecisions(),
    clients.monitorStatus(),
  ]);
  const manifests = await Promise.all(
    overview.versions.map(async ({ version }) => ({ version, manifest: await readManifest(step, version) })),
  );
  const started = triggers.filter(({ decision }) => decision === 'started');
  const retrained = started.some(
    ({ modelVersion }) => Number(modelVersion) < Number(overview.champion?.version ?? 0),
  );
  return loopReportSchema.parse({
    schemaVersion: 1,
    project: project.name,
    outcome: retrained ? 'promoted' : 'not_promoted',
    datasets: manifests.map(({ manifest }) => ({
      digest: manifest.datasetDigest,
      trainRows: manifest.train.rows,
      testRows: manifest.test.figures.rows,
    })),
    candidates: manifests.map(({ version, manifest }) => ({ version, candidates: manifest.candidates })),
    versions: overview.versions.map(({ version }) => ({
      version,
      champion: version === overview.champion?.version,
    })),
    replay: {
      predictions: status.predictions,
      outcomes: status.outcomes,
      failedRequests: replayed.failedRequests,
      from: project.replay.from,
      until: status.watermark ?? project.replay.from,
    },
    triggers,
    decisions: overview.decisions,
    durationsSeconds: durations,
  });
}

export function describeReport(report: LoopReport): string {
  const champion = report.versions.find((version) => version.champion);
  const seconds = Object.entries(report.durationsSeconds).map(
    ([name, value]) => `${name} ${value.toFixed(0)} s`,
  );
  return [
    '',
    'the loop has turned:',
    ...report.datasets
      .toReversed()
      .map(
        ({ digest, trainRows, testRows }) =>
          `  dataset ${digest.slice(0, 12)}: ${trainRows} training rows, ${testRows} test rows`,
      ),
    `  ${report.replay.predictions} predictions and ${report.replay.outcomes} outcomes, ${report.replay.failedRequests} failed requests`,
    ...report.triggers
      .toReversed()
      .map(
        ({ at, trigger, reason, decision }) => `  ${at.slice(0, 10)} ${trigger}: ${reason} -> ${decision}`,
      ),
    ...report.decisions
      .toReversed()
      .map((decision) => `  ${describeDecision(decision).replaceAll('\n', '\n  ')}`),
    `  champion: version ${champion?.version ?? 'none'}`,
    `  ${seconds.join(', ')}`,
  ].join('\n');
}

export function writeReport(home: string, report: LoopReport): void {
  const file = join(home, 'loop.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(report, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
