export {
  chooseCandidate,
  compareCandidates,
  trainingRows,
  type CandidateToCompare,
  type CompareProgress,
  type Comparison,
} from './compare.ts';
export * from './errors.ts';
export { fitEstimator, parseParams, type EstimatorName, type Fit } from './fit.ts';
export * from './fitted-model.ts';
export { timeSeriesFolds, type Fold, type RowRange } from './folds.ts';
export { accuracy } from './metrics/accuracy.ts';
export { averagePrecision } from './metrics/average-precision.ts';
export { brier } from './metrics/brier.ts';
export { computeFigures, meanFigures } from './metrics/figures.ts';
export { logLoss } from './metrics/log-loss.ts';
export { rocAuc } from './metrics/roc-auc.ts';
export { predictProbabilities } from './predict.ts';
export { createRandom, sampleRows, shuffledOrder, type Random } from './random.ts';
export * from './table.ts';
