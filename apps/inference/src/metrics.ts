import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export type InferenceMetrics = ReturnType<typeof createMetrics>;

/** Everything that this process counts besides what every server has. Projects, versions and features form fixed sets. */
export function createMetrics(registry: Registry) {
  const registers = [registry];
  return {
    predictions: new Counter({
      name: 'flywheel_predictions_total',
      help: 'Rows answered with a prediction.',
      labelNames: ['project', 'version'],
      registers,
    }),
    inferenceDuration: new Histogram({
      name: 'flywheel_inference_duration_seconds',
      help: 'Time of one run of the ONNX graph.',
      labelNames: ['project'],
      buckets: [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5],
      registers,
    }),
    runRows: new Histogram({
      name: 'flywheel_inference_rows',
      help: 'Rows of one run of the ONNX graph; requests of one turn of the event loop share a run.',
      labelNames: ['project'],
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
      registers,
    }),
    unseenCategories: new Counter({
      name: 'flywheel_unseen_category_total',
      help: 'Well-formed categories that the model has not seen in training.',
      labelNames: ['project', 'feature'],
      registers,
    }),
    outcomes: new Counter({
      name: 'flywheel_outcomes_total',
      help: 'True labels that arrived: accepted, repeated, unknown_prediction or conflicting_label.',
      labelNames: ['result'],
      registers,
    }),
    ...modelMetrics(registers),
    ...captureMetrics(registers),
  };
}

function modelMetrics(registers: Registry[]) {
  return {
    modelInfo: new Gauge({
      name: 'flywheel_model_info',
      help: '1 for the model version in service.',
      labelNames: ['project', 'version', 'estimator'],
      registers,
    }),
    modelLoads: new Counter({
      name: 'flywheel_model_load_total',
      help: 'Attempts to put a version into service: loaded, refused (not what it says it is) or unavailable.',
      labelNames: ['project', 'result'],
      registers,
    }),
  };
}

function captureMetrics(registers: Registry[]) {
  return {
    captureWritten: new Counter({
      name: 'flywheel_capture_written_total',
      help: 'Rows written to the prediction log.',
      registers,
    }),
    captureDropped: new Counter({
      name: 'flywheel_capture_dropped_total',
      help: 'Answered rows that the prediction log did not take: overload, outage, rejected or shutdown.',
      labelNames: ['project', 'reason'],
      registers,
    }),
    captureBuffered: new Gauge({
      name: 'flywheel_capture_buffered_rows',
      help: 'Answered rows that wait to be written to the prediction log.',
      registers,
    }),
    captureDuration: new Histogram({
      name: 'flywheel_capture_write_duration_seconds',
      help: 'Time of one insert into the prediction log.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
  };
}
