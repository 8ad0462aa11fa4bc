import { globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { trainingJobSchema } from '../../packages/contracts/src/index.ts';
import { ofKind, podOf, readOverlay, type KubernetesObject, type Overlay } from './kustomization.ts';
import { defaultPortOf, load, read, SERVERS } from './repository.ts';

/** Made outside the manifests, by the commands of infra/README.md. */
const MADE_ELSEWHERE: Record<string, string[]> = { gke: ['flywheel-secrets'] };

const overlays = globSync('k8s/overlays/*').map((folder) => folder.split('/').at(-1)!);

it('has the overlays that the documentation names', () => {
  expect(overlays.toSorted()).toEqual(['gke', 'local']);
});

describe.each(overlays)('k8s/overlays/%s', (name) => {
  const overlay = readOverlay(`k8s/overlays/${name}`);
  const workloads = ofKind(overlay, 'Deployment', 'StatefulSet');
  const namesOf = (...kinds: string[]): string[] =>
    ofKind(overlay, ...kinds).map((object) => object.metadata.name);

  it('runs every process', () => {
    expect(namesOf('Deployment').toSorted()).toEqual([...SERVERS].toSorted());
  });

  it('names only ConfigMaps, Secrets, ServiceAccounts and claims that exist', () => {
    for (const workload of workloads) {
      const { spec } = podOf(workload);
      const sources = spec.containers.flatMap(({ envFrom = [] }) => envFrom);
      expect(namesOf('ConfigMap')).toEqual(
        expect.arrayContaining(sources.flatMap(({ configMapRef }) => configMapRef?.name ?? [])),
      );
      expect([...namesOf('Secret'), ...(MADE_ELSEWHERE[name] ?? [])]).toEqual(
        expect.arrayContaining(sources.flatMap(({ secretRef }) => secretRef?.name ?? [])),
      );
      if (spec.serviceAccountName !== undefined)
        expect(namesOf('ServiceAccount')).toContain(spec.serviceAccountName);
      expect(namesOf('PersistentVolumeClaim')).toEqual(expect.arrayContaining(claimsOf(workload)));
    }
  });

  it('mounts only volumes that the pod has', () => {
    for (const workload of workloads) {
      const { spec } = podOf(workload);
      const volumes = [...(spec.volumes ?? []).map((volume) => volume['name']), ...templatesOf(workload)];
      const mounts = spec.containers.flatMap(({ volumeMounts = [] }) =>
        volumeMounts.map((mount) => mount.name),
      );
      expect(volumes).toEqual(expect.arrayContaining(mounts));
    }
  });

  it('gives every image of ours a tag or digest, and pins every other', () => {
    const images = workloads.flatMap((workload) => podOf(workload).spec.containers.map(({ image }) => image));
    for (const image of images) {
      if (image.startsWith('flywheel/'))
        expect(overlay.images).toContainEqual(expect.objectContaining({ name: image }));
      else expect(image).toMatch(/^docker\.io\/.+:\d+/);
    }
  });

  it('lets every Service, budget, autoscaler and policy select pods that exist', () => {
    const labels = workloads.map((workload) => podOf(workload).labels);
    for (const [object, selector] of selectorsOf(overlay)) {
      const matches = labels.filter((given) => isSubset(selector, given)).length;
      expect({ kind: object.kind, name: object.metadata.name, matches: matches > 0 }).toMatchObject({
        matches: true,
      });
    }
    for (const autoscaler of ofKind(overlay, 'HorizontalPodAutoscaler')) {
      const target = autoscaler.spec!['scaleTargetRef'] as { kind: string; name: string };
      expect(namesOf(target.kind)).toContain(target.name);
    }
  });

  it('sends an Ingress to a Service and a port that exist', () => {
    const backends = ofKind(overlay, 'Ingress').flatMap((ingress) =>
      (ingress.spec!['rules'] as IngressRule[]).flatMap(({ http }) =>
        http.paths.map((path) => path.backend.service),
      ),
    );
    for (const backend of backends) {
      const service = ofKind(overlay, 'Service').find(({ metadata }) => metadata.name === backend.name);
      expect(service?.spec?.['ports']).toContainEqual(expect.objectContaining({ name: backend.port.name }));
    }
  });

  it('runs everything unprivileged, read-only, without a Kubernetes token and within limits', () => {
    for (const workload of workloads) {
      const { spec } = podOf(workload);
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const container of spec.containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(Object.keys(container.resources?.requests ?? {})).toEqual(['cpu', 'memory']);
        expect(Object.keys(container.resources?.limits ?? {})).toEqual(['cpu', 'memory']);
      }
    }
  });

  it('switches service links off, which would overwrite our port variables', () => {
    for (const workload of workloads)
      expect(podOf(workload).spec).toMatchObject({ enableServiceLinks: false });
  });

  it.each(SERVERS)('%s listens, is probed, scraped and called on the port that the code has', (app) => {
    const port = defaultPortOf(app);
    const deployment = ofKind(overlay, 'Deployment').find(({ metadata }) => metadata.name === app)!;
    const [container] = podOf(deployment).spec.containers;
    expect(container!.ports).toEqual([{ name: 'http', containerPort: port }]);
    expect(container!.livenessProbe?.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(container!.startupProbe?.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(container!.readinessProbe?.httpGet).toEqual({ path: '/health/ready', port: 'http' });
    const { annotations } = (deployment.spec!['template'] as KubernetesObject).metadata;
    expect(annotations?.['prometheus.io/port']).toBe(String(port));
    const service = ofKind(overlay, 'Service').find(({ metadata }) => metadata.name === app)!;
    expect(service.spec!['ports']).toEqual([{ name: 'http', port, targetPort: 'http' }]);
  });

  it('points every URL of the configuration at a Service and its port', () => {
    const { data } = ofKind(overlay, 'ConfigMap').find(
      ({ metadata }) => metadata.name === 'flywheel-config',
    )!;
    const urls = Object.values(data!).filter((value) => value.startsWith('http'));
    expect(urls.length).toBeGreaterThan(0);
    for (const url of urls.map((value) => new URL(value))) {
      const service = ofKind(overlay, 'Service').find(({ metadata }) => metadata.name === url.hostname);
      expect({ url: url.href, ports: service?.spec?.['ports'] }).toEqual({
        url: url.href,
        ports: [expect.objectContaining({ port: Number(url.port) })],
      });
    }
  });

  it('denies every connection that no policy lists', () => {
    const denial = ofKind(overlay, 'NetworkPolicy').find(
      ({ metadata }) => metadata.name === 'deny-by-default',
    );
    expect(denial?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });
});

it('k8s/first-champion.json asks for the first training that the project declares', async () => {
  const job = trainingJobSchema.parse(JSON.parse(read('k8s/first-champion.json')));
  const project = (await load(`projects/${job.project}/project.ts`))['default'] as {
    training: { seed: number; first: { trainFrom: string; trainUntil: string; testUntil: string } };
  };
  const { trainFrom, trainUntil, testUntil } = project.training.first;
  expect(job).toMatchObject({
    train: { from: trainFrom, until: trainUntil },
    test: { from: trainUntil, until: testUntil },
    seed: project.training.seed,
    promote: true,
  });
});

interface IngressRule {
  http: { paths: { backend: { service: { name: string; port: { name: string } } } }[] };
}

function claimsOf(workload: KubernetesObject): string[] {
  return (podOf(workload).spec.volumes ?? []).flatMap((volume) => {
    const claim = volume['persistentVolumeClaim'] as { claimName: string } | undefined;
    return claim?.claimName ?? [];
  });
}

function templatesOf(workload: KubernetesObject): string[] {
  const templates = (workload.spec!['volumeClaimTemplates'] ?? []) as KubernetesObject[];
  return templates.map(({ metadata }) => metadata.name);
}

/** Labels that an object looks for among the pods; an empty selector means all of them. */
function selectorsOf(overlay: Overlay): [KubernetesObject, Record<string, string>][] {
  return ofKind(overlay, 'Service', 'PodDisruptionBudget', 'NetworkPolicy').map((object) => {
    const selector = (object.spec!['podSelector'] ?? object.spec!['selector']) as Record<string, unknown>;
    const labels = 'matchLabels' in selector ? selector['matchLabels'] : selector;
    return [object, labels as Record<string, string>];
  });
}

const isSubset = (part: Record<string, string>, whole: Record<string, string>): boolean =>
  Object.entries(part).every(([key, value]) => whole[key] === value);
