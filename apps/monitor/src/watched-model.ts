import type { ReferenceProfile } from '@flywheel/contracts';

/** What the monitor needs of one model version: the profile that training froze, and what training had seen. */
export interface WatchedModel {
  version: string;
  reference: ReferenceProfile;
  /** Categories seen in training, by feature name. */
  categories: Readonly<Record<string, readonly string[]>>;
  /** End of the training rows, event time. */
  trainUntil: string;
}

/** The registry, as far as the monitor looks at it. Both calls fail while it is away. */
export interface WatchedModels {
  /** Versions that the aliases point to; null when there is none. */
  aliases: (project: string) => Promise<{ champion: string | null; challenger: string | null }>;
  /** Null when the registry does not know this version. */
  load: (project: string, version: string) => Promise<WatchedModel | null>;
}

/** A version never changes: each is loaded once. A failure, or a version that is not known yet, is asked for again. */
export function cacheModels(models: WatchedModels): WatchedModels {
  const loaded = new Map<string, WatchedModel>();
  return {
    aliases: models.aliases,
    load: async (project, version) => {
      const key = `${project}/${version}`;
      const known = loaded.get(key);
      if (known) return known;
      const model = await models.load(project, version);
      if (model) loaded.set(key, model);
      return model;
    },
  };
}
