export * from './errors.ts';
export { inspectSource, validateSource, type SourceInspection } from './inspect-source.ts';
export { prepareDataset, type PrepareOptions } from './prepare-dataset.ts';
export { DATASET_FILES, readDatasetManifest } from './publish-version.ts';
export { readTable, type ReadTableOptions } from './read-table.ts';
export { streamRows, type StreamedRow, type StreamOptions } from './stream-rows.ts';
