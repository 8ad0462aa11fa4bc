export { checkOnnx, type OnnxLimits } from './check-onnx.ts';
export { unsafeModel, type UnsafeReason } from './errors.ts';
export { MISSING_INT64, MISSING_TEXT } from './raw-columns.ts';
export { inputType, toOnnx, type ToOnnxOptions } from './to-onnx.ts';
