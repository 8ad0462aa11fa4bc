import { join } from 'node:path';
import { readYaml, readYamlDocuments } from './repository.ts';

/** One Kubernetes object, as far as the tests look into it. */
export interface KubernetesObject {
  kind: string;
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec?: Record<string, unknown>;
  data?: Record<string, string>;
}

export interface PodSpec {
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  enableServiceLinks?: boolean;
  securityContext?: Record<string, unknown>;
  containers: Container[];
  volumes?: Record<string, unknown>[];
}

interface Container {
  name: string;
  image: string;
  args?: string[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  securityContext?: Record<string, unknown>;
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  volumeMounts?: { name: string; mountPath: string }[];
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
}
interface Probe {
  httpGet?: { path: string; port: string };
}

interface Kustomization {
  resources?: string[];
  images?: { name: string; newName?: string; newTag?: string; digest?: string }[];
  secretGenerator?: { name: string; literals: string[] }[];
}

export interface Overlay {
  objects: KubernetesObject[];
  images: NonNullable<Kustomization['images']>;
}

/** Reads a kustomization with its bases: what `kubectl kustomize` would render, before hashes and image names. */
export function readOverlay(folder: string): Overlay {
  const {
    resources = [],
    images = [],
    secretGenerator = [],
  } = readYaml(join(folder, 'kustomization.yaml')) as Kustomization;
  const parts = resources.map((resource) =>
    resource.endsWith('.yaml')
      ? { objects: readYamlDocuments(join(folder, resource)) as KubernetesObject[], images: [] }
      : readOverlay(join(folder, resource)),
  );
  const secrets = secretGenerator.map(({ name, literals }) => ({
    kind: 'Secret',
    metadata: { name },
    data: Object.fromEntries(literals.map((literal) => splitOnce(literal))),
  }));
  return {
    objects: [...parts.flatMap(({ objects }) => objects), ...secrets],
    images: [...parts.flatMap((part) => part.images), ...images],
  };
}

export const ofKind = ({ objects }: Overlay, ...kinds: string[]): KubernetesObject[] =>
  objects.filter(({ kind }) => kinds.includes(kind));

/** The pod template of a Deployment or StatefulSet. */
export function podOf(object: KubernetesObject): { labels: Record<string, string>; spec: PodSpec } {
  const { template } = object.spec as {
    template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
  };
  return { labels: template.metadata.labels, spec: template.spec };
}

function splitOnce(literal: string): [string, string] {
  const at = literal.indexOf('=');
  return [literal.slice(0, at), literal.slice(at + 1)];
}
