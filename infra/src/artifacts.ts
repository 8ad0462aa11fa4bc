import { artifactregistry, storage, type projects, type serviceaccount } from '@pulumi/gcp';

export interface Artifacts {
  repository: artifactregistry.Repository;
  bucket: storage.Bucket;
}

/** Where images and model artifacts are kept. */
export function createArtifacts({
  region,
  project,
  puller,
  services,
}: {
  region: string;
  project: string;
  /** Identity that may pull the images. */
  puller: serviceaccount.Account;
  services: projects.Service[];
}): Artifacts {
  const repository = new artifactregistry.Repository(
    'flywheel',
    {
      repositoryId: 'flywheel',
      location: region,
      format: 'DOCKER',
      dockerConfig: { immutableTags: false },
      cleanupPolicies: [
        { id: 'keep-recent', action: 'KEEP', mostRecentVersions: { keepCount: 10 } },
        { id: 'delete-old', action: 'DELETE', condition: { olderThan: '2592000s' } },
      ],
    },
    { dependsOn: services },
  );
  const bucket = new storage.Bucket('artifacts', {
    name: `${project}-flywheel-artifacts`,
    location: region,
    uniformBucketLevelAccess: true,
    publicAccessPrevention: 'enforced',
    versioning: { enabled: true },
    lifecycleRules: [{ action: { type: 'Delete' }, condition: { daysSinceNoncurrentTime: 30 } }],
  });
  new artifactregistry.RepositoryIamMember('nodes-pull', {
    repository: repository.id,
    role: 'roles/artifactregistry.reader',
    member: puller.member,
  });
  return { repository, bucket };
}
