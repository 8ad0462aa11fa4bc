import { lines } from './panels.ts';

const REQUESTS = 'flywheel_http_request_duration_seconds';
/** The routes that predict, for people and for programs. */
const PREDICTING = 'service="inference",route=~"/predict/.+|/v2/models/.+/infer"';

const latency = (quantile: number) => ({
  expr: `histogram_quantile(${quantile}, sum by (le) (rate(${REQUESTS}_bucket{${PREDICTING}}[$__rate_interval])))`,
  legend: `p${quantile * 100}`,
});

export const servingPanels = [
  lines({
    title: 'Prediction rate by version',
    description: 'Rows answered per second. A promotion shows as one line taking over from the other.',
    unit: 'rowsps',
    width: 8,
    series: [
      {
        expr: 'sum by (version) (rate(flywheel_predictions_total{project="$project"}[$__rate_interval]))',
        legend: 'version {{version}}',
      },
    ],
  }),
  lines({
    title: 'Latency of prediction requests',
    description: 'From the first byte of the request to the last of the answer, over all projects.',
    unit: 's',
    width: 8,
    series: [latency(0.5), latency(0.95), latency(0.99)],
  }),
  lines({
    title: 'Refused and failed requests',
    description:
      'Requests per second answered with 4xx (the caller can mend it) and 5xx (we must), by process.',
    unit: 'reqps',
    width: 8,
    series: [
      {
        expr: `sum by (service) (rate(${REQUESTS}_count{status=~"4.."}[$__rate_interval])) or sum by (service) (rate(${REQUESTS}_count[$__rate_interval])) * 0`,
        legend: '{{service}} 4xx',
      },
      {
        expr: `sum by (service) (rate(${REQUESTS}_count{status=~"5..",route!="/health/ready"}[$__rate_interval])) or sum by (service) (rate(${REQUESTS}_count[$__rate_interval])) * 0`,
        legend: '{{service}} 5xx',
      },
    ],
  }),
  lines({
    title: 'Prediction log',
    description: 'Rows written, and rows answered but not logged because the log could not keep up.',
    unit: 'rowsps',
    width: 8,
    series: [
      { expr: 'sum(rate(flywheel_capture_written_total[$__rate_interval]))', legend: 'written' },
      {
        expr: 'sum(rate(flywheel_capture_dropped_total{project="$project"}[$__rate_interval])) or vector(0)',
        legend: 'dropped',
      },
    ],
  }),
  lines({
    title: 'Rows waiting for the prediction log',
    description: 'Answered rows in memory. A rising line says that PostgreSQL is slower than the traffic.',
    unit: 'short',
    width: 8,
    series: [{ expr: 'sum(flywheel_capture_buffered_rows)', legend: 'waiting' }],
  }),
  lines({
    title: 'Time of one run of the model',
    description: 'The ONNX graph alone. Requests that arrive together share a run.',
    unit: 's',
    width: 8,
    series: [0.5, 0.99].map((quantile) => ({
      expr: `histogram_quantile(${quantile}, sum by (le) (rate(flywheel_inference_duration_seconds_bucket{project="$project"}[$__rate_interval])))`,
      legend: `p${quantile * 100}`,
    })),
  }),
];
