import type { Prediction, PredictResponse, Target } from '@flywheel/contracts';
import { formatName, formatPercent } from '../../format.ts';
import { hrefOf } from '../../router.ts';
import { Explanation } from './explanation.tsx';

/** The champion's answer: the label, how sure it is, what to be careful about, and why. */
export function PredictionResult({ response, target }: { response: PredictResponse; target: Target }) {
  const prediction = response.predictions[0];
  if (!prediction) return null;
  return (
    <div className="result">
      <p className="result-label">{prediction.labelName}</p>
      <Probability prediction={prediction} target={target} />
      {prediction.warnings.map((warning) => (
        <p key={warning.field + warning.code} className="note note-warn">
          <strong>{formatName(warning.field)}</strong>: {warning.message}
        </p>
      ))}
      {prediction.explanation && <Explanation contributions={prediction.explanation} target={target} />}
      <dl className="pairs">
        <div>
          <dt>Model version</dt>
          <dd>
            <a href={hrefOf(response.model, 'models', response.modelVersion)}>{response.modelVersion}</a>
          </dd>
        </div>
        <div>
          <dt>Prediction id</dt>
          <dd>
            <code>{prediction.id}</code>
          </dd>
        </div>
      </dl>
    </div>
  );
}

function Probability({ prediction, target }: { prediction: Prediction; target: Target }) {
  const [no, yes] = target.labels;
  return (
    <div className="probability">
      <p className="probability-text">
        Probability of <strong>{yes}</strong>:{' '}
        <span className="number">{formatPercent(prediction.probability)}</span>
      </p>
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="10" className="probability-track" />
        <rect width={prediction.probability * 100} height="10" className="probability-fill" />
      </svg>
      <p className="probability-ends" aria-hidden="true">
        <span>{no}</span>
        <span>{yes}</span>
      </p>
    </div>
  );
}
