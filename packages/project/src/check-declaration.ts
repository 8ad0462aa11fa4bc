import type { Feature, MonitoringPolicy, Target } from '@flywheel/contracts';

/** The parts of a project that must fit each other. */
interface Declaration {
  features: readonly Feature[];
  target: Pick<Target, 'name'>;
  training: {
    first: { trainFrom: string; trainUntil: string; testUntil: string };
    candidates: readonly { name: string }[];
  };
  monitoring: Pick<MonitoringPolicy, 'breaches' | 'ofWindows'>;
  replay: { from: string; until: string };
}

/** A mistake that types cannot show, and where it is in the declaration. */
export interface Mistake {
  path: (string | number)[];
  message: string;
}

/** Columns of every dataset version besides the features and the target. */
const OWN_COLUMNS = ['row_id', 'event_time', 'outcome_time'];

/** What is wrong between the parts of a declaration, each of which is well-formed by itself. */
export function checkDeclaration(project: Declaration): Mistake[] {
  const { features, target, training, monitoring, replay } = project;
  const { trainFrom, trainUntil, testUntil } = training.first;
  return [
    ...repeated('features', features),
    ...repeated('candidates', training.candidates).map(inside('training')),
    ...features.flatMap((feature, index) =>
      [...takenName(feature, target.name), ...checkFeature(feature)].map((message) => ({
        path: ['features', index],
        message,
      })),
    ),
    ...ascending(['training', 'first'], { trainFrom, trainUntil, testUntil }),
    ...ascending(['replay'], { from: replay.from, until: replay.until }),
    ...(monitoring.breaches <= monitoring.ofWindows
      ? []
      : [
          {
            path: ['monitoring', 'breaches'],
            message: `${monitoring.breaches} of ${monitoring.ofWindows} windows can never be below the limit: nothing would ever be retrained`,
          },
        ]),
  ];
}

const inside =
  (part: string) =>
  ({ path, message }: Mistake): Mistake => ({ path: [part, ...path], message });

function repeated(part: string, items: readonly { name: string }[]): Mistake[] {
  const names = items.map(({ name }) => name);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ path: [part, index], message: `"${name}" is declared twice: give each its own name` }],
  );
}

function takenName({ name }: Feature, target: string): string[] {
  if (name === target) return [`"${name}" is the target: as a feature it would tell the model the answer`];
  return OWN_COLUMNS.includes(name)
    ? [`"${name}" is a column of every dataset version: use another name`]
    : [];
}

function checkFeature(feature: Feature): string[] {
  if (feature.kind === 'categorical') {
    const pattern = compile(feature.pattern);
    if (pattern === null) return [`the pattern ${feature.pattern} is no regular expression`];
    return pattern.test(feature.example)
      ? []
      : [`the example "${feature.example}" does not match ${feature.pattern}`];
  }
  const { min, max, example, dtype } = feature;
  if (min > max) return [`min ${min} is above max ${max}`];
  const isWhole = dtype === 'float32' || Number.isInteger(example);
  return example >= min && example <= max && isWhole
    ? []
    : [`the example ${example} is no ${dtype} from ${min} to ${max}`];
}

function compile(pattern: string): RegExp | null {
  try {
    return new RegExp(pattern);
  } catch {
    return null; // said by the caller
  }
}

function ascending(path: string[], instants: Record<string, string>): Mistake[] {
  const list = Object.entries(instants);
  return list.slice(1).flatMap(([name, instant], index) => {
    const [before, earlier] = list[index]!;
    return Date.parse(earlier) < Date.parse(instant)
      ? []
      : [{ path: [...path, name], message: `${name} ${instant} is not after ${before} ${earlier}` }];
  });
}
