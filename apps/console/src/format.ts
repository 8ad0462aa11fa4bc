import type { MetricName } from '@flywheel/contracts';

/** How each figure is called, how many digits it deserves, and which way is better. */
export const METRICS: Record<MetricName, { title: string; higherIsBetter: boolean }> = {
  rocAuc: { title: 'ROC AUC', higherIsBetter: true },
  logLoss: { title: 'Log loss', higherIsBetter: false },
  brier: { title: 'Brier score', higherIsBetter: false },
  averagePrecision: { title: 'Average precision', higherIsBetter: true },
  accuracy: { title: 'Accuracy', higherIsBetter: true },
};

export const METRIC_NAMES = Object.keys(METRICS) as MetricName[];

const integer = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });
const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
const wallTime = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** Event time is shown in UTC, as it is stored. */
export const formatDay = (instant: string): string => day.format(new Date(instant));
export const formatShortDay = (instant: string | number): string => shortDay.format(new Date(instant));
/** Days of a window, e.g. `17–24 May`. */
export const formatDays = (from: string | number, until: string | number): string =>
  shortDay.formatRange(new Date(from), new Date(until)).replaceAll(/\s*–\s*/g, '–');
export const formatInstant = (instant: string): string => `${formatDay(instant)}, ${formatTime(instant)}`;
export const formatTime = (instant: string): string => time.format(new Date(instant));
/** A moment of the reader's own clock. */
export const formatWallTime = (atMs: number): string => wallTime.format(new Date(atMs));
export const formatWallDate = (atMs: number): string =>
  new Date(atMs).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

export const formatCount = (count: number): string => integer.format(count);
export const formatCompact = (count: number): string =>
  count < 10_000 ? integer.format(count) : compact.format(count);

/** A figure such as an AUC: always three decimals, so that columns line up. */
export const formatFigure = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : value.toFixed(3);

export const formatSigned = (value: number, digits = 3): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;

export const formatPercent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)}%`;

/** A PSI or a threshold: most are far below one. */
export const formatSmall = (value: number): string =>
  value > 0 && value < 0.00005 ? '< 0.0001' : value.toFixed(4);

/** Any metric of a run: whole numbers as such, others with four significant digits. */
export function formatMetric(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return formatCount(value);
  return Math.abs(value) < 1000 ? String(Number(value.toPrecision(4))) : formatCount(value);
}

export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export const formatBytes = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} B`
    : bytes < 1024 ** 2
      ? `${(bytes / 1024).toFixed(1)} KiB`
      : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;

/** How a feature is written for people: `minute_of_day` becomes `minute of day`. */
export const formatName = (name: string): string => name.replaceAll('_', ' ');

/** The first 12 characters of a digest or an id are enough to recognise it. */
export const shorten = (id: string): string => (id.length > 12 ? id.slice(0, 12) : id);
