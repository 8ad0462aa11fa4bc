import type { Feature, Prediction, RawRecord, ReferenceProfile } from '@flywheel/contracts';
import { scoreRecords, type Scores } from '../model/score.ts';
import type { ServedModel } from '../model/served-model.ts';

type Contribution = NonNullable<Prediction['explanation']>[number];

/**
 * How much each feature moved each answer: the probability minus that with the feature's most typical value in its place,
 * all else equal. Works for any graph; where features interact, the parts need not add up.
 * @returns per record one contribution per feature, the largest first
 */
export async function explain(
  model: ServedModel,
  records: readonly RawRecord[],
  scores: Scores,
): Promise<Contribution[][]> {
  const { manifest, reference } = model.package!;
  const baselines = manifest.features.map((feature) => ({
    feature: feature.name,
    baseline: baselineOf(feature, reference),
  }));
  const variants = records.flatMap((record) =>
    baselines.map(({ feature, baseline }) => ({ ...record, [feature]: baseline })),
  );
  const { probabilities } = await scoreRecords(model, variants);
  return records.map((_, row) =>
    baselines
      .map((part, index) => ({
        ...part,
        contribution: scores.probabilities[row]! - probabilities[row * baselines.length + index]!,
      }))
      .toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
  );
}

/** The median of the reference rows, or their most frequent category; the declared example where training saw no value. */
export function baselineOf(feature: Feature, reference: ReferenceProfile): number | string {
  const profile = reference.features[feature.name];
  if (feature.kind === 'numeric') {
    const median =
      profile?.kind === 'numeric' ? profile.sample[Math.floor(profile.sample.length / 2)] : undefined;
    if (median === undefined) return feature.example;
    return feature.dtype === 'int64' ? Math.round(median) : median;
  }
  if (profile?.kind !== 'categorical' || profile.categories.length === 0) return feature.example;
  const most = profile.categories.reduce(
    (best, _category, index) => (profile.counts[index]! > profile.counts[best]! ? index : best),
    0,
  );
  return profile.categories[most]!;
}
