import type { ModelManifest, RawRecord } from '@flywheel/contracts';
import { parseInput } from '@flywheel/service';
import type { InferenceMetrics } from '../metrics.ts';
import { feedsToRecords } from '../model/records-to-feeds.ts';
import { readScores } from '../model/score.ts';
import type { ServedModel, Tensors } from '../model/served-model.ts';
import { capture, type PredictionSink } from '../predict/capture.ts';
import { unseenFinderOf } from '../predict/unseen-categories.ts';
import { checkTexts, countRowsOutOfRange } from './check-features.ts';
import { decodeInputs } from './decode-inputs.ts';
import { encodeResponse, wantedOutputs, type EncodedResponse } from './encode-response.ts';
import { inferRequestSchema } from './infer-request.ts';
import type { OipBody } from './read-body.ts';

export interface InferContext {
  sink: PredictionSink;
  metrics: InferenceMetrics;
  now: (project: string) => Date;
}

/** From the parsed body of an inference request to the bytes of its answer. */
export async function answerInferRequest(
  context: InferContext,
  model: ServedModel,
  body: OipBody,
): Promise<EncodedResponse> {
  const request = parseInput(inferRequestSchema, body.json);
  const { feeds, rows } = decodeInputs(model.inputs, request.inputs, body.binary);
  const wanted = wantedOutputs(model.outputs, request);
  const manifest = model.package?.manifest;
  if (manifest !== undefined) checkTexts(manifest.features, feeds);
  const outputs = await model.run(feeds, rows);
  const head = {
    model_name: model.name,
    model_version: model.version,
    ...(request.id !== undefined && { id: request.id }),
    ...(manifest !== undefined && {
      parameters: account(context, model, { manifest, feeds, rows, outputs }),
    }),
  };
  return encodeResponse(head, wanted, outputs);
}

/**
 * A project's rows are logged and counted as those of `POST /predict`, unless a number is out of its hard range: then none of the
 * request is, and the answer says so. The protocol's parameters carry only text and numbers.
 */
function account(
  { sink, metrics, now }: InferContext,
  model: ServedModel,
  run: { manifest: ModelManifest; feeds: Tensors; rows: number; outputs: Tensors },
): Record<string, string | number> {
  const outOfRange = countRowsOutOfRange(run.manifest.features, run.feeds, run.rows);
  if (outOfRange > 0) {
    metrics.captureDropped.inc({ project: model.name, reason: 'invalid' }, run.rows);
    return { rows_out_of_range: outOfRange };
  }
  const records = feedsToRecords(run.manifest.features, run.feeds, run.rows);
  const observedAt = now(model.name);
  const scores = readScores(run.outputs);
  const ids = capture({ sink, metrics }, { model, records, scores, observedAt: () => observedAt });
  const unseen = countUnseen(model, records, metrics);
  return { prediction_ids: ids.join(','), ...(unseen > 0 && { unseen_categories: unseen }) };
}

function countUnseen(model: ServedModel, records: readonly RawRecord[], metrics: InferenceMetrics): number {
  const warnings = records.flatMap(unseenFinderOf(model));
  for (const { field } of warnings) metrics.unseenCategories.inc({ project: model.name, feature: field });
  return warnings.length;
}
