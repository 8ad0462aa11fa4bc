import { compute, type projects } from '@pulumi/gcp';

/** The public address of the prediction API and its certificate; k8s/overlays/gke/ingress.yaml names both. */
export function createAddress({ domain, services }: { domain: string; services: projects.Service[] }): {
  address: compute.GlobalAddress;
  certificate: compute.ManagedSslCertificate;
} {
  const address = new compute.GlobalAddress('flywheel', { name: 'flywheel' }, { dependsOn: services });
  const certificate = new compute.ManagedSslCertificate(
    'flywheel',
    { name: 'flywheel', managed: { domains: [domain] } },
    { dependsOn: services },
  );
  return { address, certificate };
}
