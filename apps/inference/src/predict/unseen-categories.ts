import type { Prediction, RawRecord } from '@flywheel/contracts';
import type { ServedModel } from '../model/served-model.ts';

type Warning = Prediction['warnings'][number];

/** Finds well-formed categories that training did not see: the model answers, from the other features alone. */
export type UnseenFinder = (record: RawRecord) => Warning[];

const finders = new WeakMap<ServedModel, UnseenFinder>();

/** Made once for each model. */
export function unseenFinderOf(model: ServedModel): UnseenFinder {
  const known = finders.get(model);
  if (known !== undefined) return known;
  const seen = Object.entries(model.package!.manifest.categories).map(
    ([feature, categories]) => [feature, new Set(categories)] as const,
  );
  const finder: UnseenFinder = (record) =>
    seen.flatMap(([field, categories]) => {
      const value = record[field];
      if (typeof value !== 'string' || categories.has(value)) return [];
      const message = `"${value}" was not seen in training; the answer rests on the other features`;
      return [{ field, code: 'UNSEEN_CATEGORY' as const, message }];
    });
  finders.set(model, finder);
  return finder;
}
