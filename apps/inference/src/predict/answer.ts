import type { Prediction, PredictResponse } from '@flywheel/contracts';
import type { InferenceMetrics } from '../metrics.ts';
import { scoreRecords } from '../model/score.ts';
import type { ServedModel } from '../model/served-model.ts';
import { capture, type PredictionSink } from './capture.ts';
import { checkPredictRequest } from './check-records.ts';
import { explain } from './explain.ts';
import { unseenFinderOf } from './unseen-categories.ts';

/** From the parsed body of a request to its answer. Nothing is logged or counted unless every record is good. */
export async function answerPredictRequest(
  { sink, metrics, now }: { sink: PredictionSink; metrics: InferenceMetrics; now: Date },
  model: ServedModel,
  { body, wantsExplanation }: { body: unknown; wantsExplanation: boolean },
): Promise<PredictResponse> {
  const request = checkPredictRequest(model, body, now);
  const { records, observedAt } = request;
  const scores = await scoreRecords(model, records);
  const explanations =
    request.explain || wantsExplanation ? await explain(model, records, scores) : undefined;
  const ids = capture({ sink, metrics }, { model, records, scores, observedAt });
  const { target } = model.package!.manifest;
  const findUnseen = unseenFinderOf(model);
  const predictions = records.map((record, row): Prediction => {
    const label = scores.labels[row]!;
    const warnings = findUnseen(record);
    for (const { field } of warnings) metrics.unseenCategories.inc({ project: model.name, feature: field });
    return {
      id: ids[row]!,
      label,
      labelName: target.labels[label]!,
      probability: scores.probabilities[row]!,
      warnings,
      ...(explanations && { explanation: explanations[row]! }),
    };
  });
  return { model: model.name, modelVersion: model.version, predictions };
}
