import type { Feature, ModelManifest } from '@flywheel/contracts';
import { MODEL_PACKAGE_FILES } from '@flywheel/contracts';

/**
 * The MLmodel file by which MLflow's `onnx` and `pyfunc` flavors load the package. Its signature names the raw inputs as
 * tensors of shape [rows, 1], which is what the graph takes; MLflow turns the columns of a data frame into them.
 */
export function mlmodelOf(manifest: Pick<ModelManifest, 'features' | 'runId'>): string {
  const inputs = manifest.features.map((feature) => tensor(feature.name, numpyType(feature), [-1, 1]));
  const outputs = [tensor('label', 'int64', [-1]), tensor('probabilities', 'float32', [-1, 2])];
  return [
    'flavors:',
    '  onnx:',
    `    data: ${MODEL_PACKAGE_FILES.onnx}`,
    '    providers: [CPUExecutionProvider]',
    '    onnx_session_options: {intra_op_num_threads: 1, inter_op_num_threads: 1}',
    '  python_function:',
    `    data: ${MODEL_PACKAGE_FILES.onnx}`,
    '    loader_module: mlflow.onnx',
    `run_id: ${JSON.stringify(manifest.runId)}`,
    'signature:',
    `  inputs: ${yamlText(JSON.stringify(inputs))}`,
    `  outputs: ${yamlText(JSON.stringify(outputs))}`,
    '  params: null',
    '',
  ].join('\n');
}

function tensor(name: string, dtype: string, shape: number[]): object {
  return { name, type: 'tensor', 'tensor-spec': { dtype, shape } };
}

function numpyType(feature: Feature): string {
  if (feature.kind === 'categorical') return 'str';
  return feature.dtype;
}

const yamlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
