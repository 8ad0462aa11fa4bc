export { MISSING_INT64, MISSING_TEXT } from './raw-columns.ts';
export { inputType, toOnnx, type ToOnnxOptions } from './to-onnx.ts';
