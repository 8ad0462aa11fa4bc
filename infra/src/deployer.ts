import { artifactregistry, iam, projects, serviceaccount } from '@pulumi/gcp';
import { interpolate } from '@pulumi/pulumi';

export interface Deployer {
  identity: serviceaccount.Account;
  provider: iam.WorkloadIdentityPoolProvider;
}

/**
 * What the workflow deploy.yml is, to Google: no key exists. GitHub signs who runs, and only the main branch of one
 * repository is believed.
 */
export function createDeployer({
  project,
  githubRepository,
  repository,
  services,
}: {
  project: string;
  githubRepository: string;
  repository: artifactregistry.Repository;
  services: projects.Service[];
}): Deployer {
  if (!/^[\w.-]+\/[\w.-]+$/.test(githubRepository))
    throw new RangeError(`githubRepository is "${githubRepository}"; expected owner/name, e.g. ada/flywheel`);
  const pool = new iam.WorkloadIdentityPool(
    'github',
    { workloadIdentityPoolId: 'github' },
    { dependsOn: services },
  );
  const provider = new iam.WorkloadIdentityPoolProvider('github', {
    workloadIdentityPoolId: pool.workloadIdentityPoolId,
    workloadIdentityPoolProviderId: 'github',
    attributeMapping: {
      'google.subject': 'assertion.sub',
      'attribute.repository': 'assertion.repository',
    },
    attributeCondition: `assertion.repository == '${githubRepository}' && assertion.ref == 'refs/heads/main'`,
    oidc: { issuerUri: 'https://token.actions.githubusercontent.com' },
  });
  const identity = new serviceaccount.Account('deployer', {
    accountId: 'flywheel-deployer',
    displayName: `Deploys from github.com/${githubRepository}`,
  });
  new serviceaccount.IAMMember('github-is-deployer', {
    serviceAccountId: identity.name,
    role: 'roles/iam.workloadIdentityUser',
    member: interpolate`principalSet://iam.googleapis.com/${pool.name}/attribute.repository/${githubRepository}`,
  });
  new projects.IAMMember('deployer-applies', {
    project,
    role: 'roles/container.developer',
    member: identity.member,
  });
  new artifactregistry.RepositoryIamMember('deployer-pushes', {
    repository: repository.id,
    role: 'roles/artifactregistry.writer',
    member: identity.member,
  });
  return { identity, provider };
}
