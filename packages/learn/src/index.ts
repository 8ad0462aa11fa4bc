export * from './fitted-model.ts';
export * from './table.ts';
