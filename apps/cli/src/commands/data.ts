import { cp, mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { readDatasetManifest, validateSource } from '@flywheel/data';
import { prepare } from '@flywheel/pipeline';
import { loadProject } from '@flywheel/project';
import type { ValidationReport } from '@flywheel/contracts';
import type { CommandContext } from '../context.ts';
import { formatTable } from '../output.ts';
import { parseInstant } from '../parse-instant.ts';
import { stageContextOf } from '../stage-progress.ts';

export interface PrepareOptions {
  project: string;
  trainFrom?: string;
  trainUntil?: string;
  testUntil?: string;
  out?: string;
}

/** `flywheel data prepare`: a dataset version in $FLYWHEEL_HOME/datasets/<digest>, and where --out says. */
export async function prepareData(context: CommandContext, options: PrepareOptions): Promise<void> {
  const { config, output } = context;
  const project = await loadProject(options.project);
  const { first } = project.training;
  const trainUntil = parseInstant('--train-until', options.trainUntil ?? first.trainUntil);
  const { manifest, folder } = await prepare({
    project,
    train: { from: parseInstant('--train-from', options.trainFrom ?? first.trainFrom), until: trainUntil },
    test: { from: trainUntil, until: parseInstant('--test-until', options.testUntil ?? first.testUntil) },
    datasetsFolder: join(config.FLYWHEEL_HOME, 'datasets'),
    ...stageContextOf(context),
  });
  if (options.out !== undefined) await copyFolder(folder, resolve(options.out));
  if (output.wantsJson) return output.json({ digest: manifest.digest, folder, splits: manifest.splits });
  showValidation(context, manifest.validation);
  output.say(`dataset version ${manifest.digest} in ${options.out ?? folder}`);
}

/** `flywheel data validate`: the validation report of the source. False when a row was rejected. */
export async function validateData(
  context: CommandContext,
  options: { project: string; from?: string; until?: string },
): Promise<boolean> {
  const { output, signal } = context;
  const project = await loadProject(options.project);
  const interval =
    options.from === undefined && options.until === undefined
      ? undefined
      : {
          from: parseInstant('--from', options.from ?? project.training.first.trainFrom),
          until: parseInstant('--until', options.until ?? project.replay.until),
        };
  const report = await validateSource({ project, interval, signal });
  if (output.wantsJson) output.json(report);
  else {
    output.say(`${report.rowsRead} rows from ${report.firstEvent} to ${report.lastEvent}`);
    showValidation(context, report);
  }
  return report.rowsKept === report.rowsRead;
}

/** `flywheel data profile`: the columns of a dataset version. */
export async function profileData({ output }: CommandContext, options: { dataset: string }): Promise<void> {
  const { digest, profile } = await readDatasetManifest(resolve(options.dataset));
  if (output.wantsJson) return output.json(profile);
  const number = (value: number | null): string =>
    value === null ? '-' : String(Number(value.toPrecision(5)));
  output.say(`dataset version ${digest}`);
  output.say(
    formatTable([
      ['column', 'rows', 'missing', 'distinct', 'min', 'mean', 'max', 'std', 'most frequent'],
      ...profile.map(({ name, rows, missing, distinct, min, mean, max, std, top }) => [
        name,
        String(rows),
        String(missing),
        String(distinct),
        number(min),
        number(mean),
        number(max),
        number(std),
        top
          .slice(0, 3)
          .map(({ value }) => value)
          .join(' '),
      ]),
    ]),
  );
}

function showValidation({ output }: CommandContext, { rowsRead, rowsKept, checks }: ValidationReport): void {
  output.say(`${rowsKept} of ${rowsRead} rows kept`);
  for (const { check, expectation, failedRows, severity, examples } of checks.filter(
    (one) => one.failedRows > 0,
  )) {
    output.say(
      `  ${severity} ${check}: ${failedRows} rows, expected ${expectation}, e.g. ${JSON.stringify(examples[0])}`,
    );
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { recursive: true });
}
