import { expect, test } from 'vitest';
import { loadMonitorConfig } from './config.ts';

const DATABASE_URL = 'postgres://flywheel@127.0.0.1:5432/flywheel';

test('only the database has no default', () => {
  expect(loadMonitorConfig({ DATABASE_URL })).toEqual({
    HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
    MONITOR_PORT: 8081,
    DATABASE_URL,
    MLFLOW_TRACKING_URI: 'http://127.0.0.1:5050',
    PROJECTS: ['flights'],
    MONITOR_INTERVAL_SECONDS: 1,
  });
  expect(loadMonitorConfig({ DATABASE_URL, PROJECTS: 'flights, digits' }).PROJECTS).toEqual([
    'flights',
    'digits',
  ]);
});

test('every mistake is named at once', () => {
  expect(() =>
    loadMonitorConfig({ DATABASE_URL: 'mysql://x', MONITOR_INTERVAL_SECONDS: '0', PROJECTS: 'a,,b' }),
  ).toThrow(/DATABASE_URL[\s\S]*PROJECTS[\s\S]*MONITOR_INTERVAL_SECONDS/);
});
