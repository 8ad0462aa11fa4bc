export * from './errors.ts';
export { prepare } from './prepare.ts';
export { scoreOnnx, type OnnxScores } from './score-onnx.ts';
export type { StageContext } from './stage-context.ts';
export { train, UNREGISTERED_RUN, type TrainOptions } from './train.ts';
