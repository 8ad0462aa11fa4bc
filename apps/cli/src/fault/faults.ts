import type { RawRecord } from '@flywheel/contracts';
import { invalidArgument } from '../errors.ts';

export interface FaultRow {
  eventTime: number;
  outcomeTime: number;
  record: RawRecord;
  label: 0 | 1;
}

/**
 * A documented simulator of something that goes wrong between the world and the API. The flights data has no feature
 * drift of its own, so this is how to see one; everything that it changes is said on screen to be simulated.
 */
export interface Fault {
  readonly description: string;
  /** The rows sent instead of this one: changed, or none when the fault swallows it. */
  apply: (row: FaultRow) => FaultRow[];
}

const HOUR_MS = 3_600_000;

const withField = (
  row: FaultRow,
  field: string,
  change: (value: number | string | null) => number | string | null,
): FaultRow => ({
  ...row,
  record: { ...row.record, [field]: change(row.record[field] ?? null) },
});

/** By name, as `flywheel fault --drift <name>` takes it. They act on the flights project's features. */
export const faults: Record<string, Fault> = {
  shift: {
    description: 'covariate shift: every departure three hours later in the day',
    apply: (row) => [withField(row, 'minute', (minute) => (Number(minute) + 180) % 1440)],
  },
  unit: {
    description: 'unit change: distance arrives in kilometres instead of miles',
    apply: (row) => [withField(row, 'distance', (miles) => Number(miles) * 1.609344)],
  },
  category: {
    description: 'new category: one origin in ten is an airport that training never saw',
    apply: (row) => [(row.eventTime / 60_000) % 10 < 1 ? withField(row, 'origin', () => 'ZZZ') : row],
  },
  'label-delay': {
    description: 'label delay: every outcome arrives three days later than the plane lands',
    apply: (row) => [{ ...row, outcomeTime: row.outcomeTime + 72 * HOUR_MS }],
  },
};

export function findFault(name: string): Fault {
  const fault = Object.hasOwn(faults, name) ? faults[name] : undefined;
  if (fault === undefined)
    throw invalidArgument({
      name: '--drift',
      received: name,
      expected: `one of ${Object.keys(faults).join(', ')}`,
    });
  return fault;
}
