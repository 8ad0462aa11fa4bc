import { readFileSync } from 'node:fs';
import { isSecret, runtime, type Output } from '@pulumi/pulumi';
import { beforeAll, describe, expect, it } from 'vitest';

interface Resource {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

const resources: Resource[] = [];
let outputs: Record<string, Output<unknown>>;

/** Everything the program declares, as the engine would get it: no account, no network, no command line. */
beforeAll(async () => {
  runtime.setAllConfig(
    {
      'gcp:project': 'my-project',
      'flywheel:region': 'europe-west1',
      'flywheel:githubRepository': 'ada/flywheel',
      'flywheel:domain': 'flights.example.com',
      'flywheel:databasePassword': 'p@ss/word',
    },
    ['flywheel:databasePassword'],
  );
  await runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        resources.push({ type, name, inputs });
        return { id: `${name}-id`, state: { ...inputs, ...computedBy(type, inputs) } };
      },
      call: ({ inputs }) => inputs,
    },
    'flywheel',
    'test',
  );
  outputs = (await import('./index.ts')) as unknown as Record<string, Output<unknown>>;
  await Promise.all(Object.values(outputs).map(valueOf));
});

/** What Google would fill in. */
function computedBy(type: string, inputs: Record<string, unknown>): Record<string, unknown> {
  if (type === 'gcp:sql/databaseInstance:DatabaseInstance') return { privateIpAddress: '10.100.0.3' };
  if (type === 'gcp:storage/bucket:Bucket') return { url: `gs://${String(inputs['name'])}` };
  if (type === 'gcp:serviceaccount/account:Account') {
    const email = `${String(inputs['accountId'])}@my-project.iam.gserviceaccount.com`;
    return { email, member: `serviceAccount:${email}`, name: `projects/my-project/serviceAccounts/${email}` };
  }
  if (type === 'gcp:iam/workloadIdentityPool:WorkloadIdentityPool')
    return { name: 'projects/1/locations/global/workloadIdentityPools/github' };
  return {};
}

function valueOf<T>(output: Output<T>): Promise<T> {
  return new Promise((resolve) => void output.apply(resolve));
}

const inputsOf = (type: string, name = 'flywheel'): Record<string, unknown> => {
  const found = resources.find((resource) => resource.type === type && resource.name === name);
  if (found === undefined) throw new Error(`${type} ${name} is not declared`);
  return found.inputs;
};
const overlay = (file: string): string =>
  readFileSync(new URL(`../k8s/overlays/gke/${file}`, import.meta.url), 'utf8');

describe('what is reachable', () => {
  it('gives the nodes no public address', () => {
    expect(inputsOf('gcp:container/cluster:Cluster')).toMatchObject({
      enableAutopilot: true,
      privateClusterConfig: { enablePrivateNodes: true },
    });
  });

  it('gives the database a private address only, and demands encryption', () => {
    const { settings } = inputsOf('gcp:sql/databaseInstance:DatabaseInstance');
    expect(settings).toMatchObject({
      ipConfiguration: { ipv4Enabled: false, sslMode: 'ENCRYPTED_ONLY', privateNetwork: 'flywheel-id' },
    });
    expect(settings).not.toHaveProperty('ipConfiguration.authorizedNetworks');
  });

  it('never makes the bucket public', () => {
    expect(inputsOf('gcp:storage/bucket:Bucket', 'artifacts')).toMatchObject({
      publicAccessPrevention: 'enforced',
      uniformBucketLevelAccess: true,
    });
  });
});

describe('what is kept', () => {
  it('refuses to delete the cluster and the database by accident', () => {
    expect(inputsOf('gcp:container/cluster:Cluster')['deletionProtection']).toBe(true);
    expect(inputsOf('gcp:sql/databaseInstance:DatabaseInstance')['deletionProtection']).toBe(true);
  });

  it('backs the database up with point-in-time recovery', () => {
    expect(inputsOf('gcp:sql/databaseInstance:DatabaseInstance')['settings']).toMatchObject({
      backupConfiguration: { enabled: true, pointInTimeRecoveryEnabled: true },
    });
  });

  it('keeps the database URL secret, with the password encoded', async () => {
    expect(await valueOf(outputs['databaseUrl']!)).toBe(
      'postgres://flywheel:p%40ss%2Fword@10.100.0.3:5432/flywheel?sslmode=no-verify',
    );
    expect(await isSecret(outputs['databaseUrl']!)).toBe(true);
  });
});

describe('who may deploy', () => {
  it('believes the main branch of one repository', () => {
    expect(
      inputsOf('gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider', 'github'),
    ).toMatchObject({
      attributeCondition: "assertion.repository == 'ada/flywheel' && assertion.ref == 'refs/heads/main'",
      oidc: { issuerUri: 'https://token.actions.githubusercontent.com' },
    });
    expect(inputsOf('gcp:serviceaccount/iAMMember:IAMMember', 'github-is-deployer')['member']).toBe(
      'principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/github/attribute.repository/ada/flywheel',
    );
  });

  it('grants these roles and no other', () => {
    const roles = resources
      .filter(({ type }) => /IAMMember|IamMember|IAMBinding|IamBinding/.test(type))
      .map(({ name, inputs }) => `${name}: ${String(inputs['role'])}`);
    expect(roles.toSorted()).toEqual([
      'deployer-applies: roles/container.developer',
      'deployer-pushes: roles/artifactregistry.writer',
      'github-is-deployer: roles/iam.workloadIdentityUser',
      'nodes-pull: roles/artifactregistry.reader',
      'nodes: roles/container.defaultNodeServiceAccount',
    ]);
  });

  it('creates no service account key', () => {
    expect(resources.filter(({ type }) => /Key/.test(type))).toEqual([]);
  });
});

describe('infra and k8s/overlays/gke', () => {
  it('name the same address and certificate', () => {
    const ingress = overlay('ingress.yaml');
    const address = inputsOf('gcp:compute/globalAddress:GlobalAddress');
    const certificate = inputsOf('gcp:compute/managedSslCertificate:ManagedSslCertificate');
    expect(ingress).toContain(`global-static-ip-name: ${String(address['name'])}\n`);
    expect(ingress).toContain(`pre-shared-cert: ${String(certificate['name'])}\n`);
  });

  it('agree on the private range of the database', () => {
    const range = inputsOf('gcp:compute/globalAddress:GlobalAddress', 'private-services');
    expect(overlay('network-policies.yaml')).toContain(
      `cidr: ${String(range['address'])}/${String(range['prefixLength'])} `,
    );
  });

  it('agree on where images are', async () => {
    expect(overlay('kustomization.yaml')).toContain(
      `newName: ${String(await valueOf(outputs['imageRepository']!))}/inference,`,
    );
  });
});
