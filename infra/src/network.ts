import { compute, servicenetworking, type projects } from '@pulumi/gcp';

export interface Network {
  network: compute.Network;
  subnetwork: compute.Subnetwork;
  /** Until it exists, Cloud SQL cannot get a private address. */
  privateServices: servicenetworking.Connection;
}

/** Range of the private services; k8s/overlays/gke/network-policies.yaml lets the processes call it. */
export const PRIVATE_SERVICES = { address: '10.100.0.0', prefixLength: 16 } as const;

/** A network of our own: nodes without public addresses, one way out, and a private range for Cloud SQL. */
export function createNetwork({
  region,
  services,
}: {
  region: string;
  services: projects.Service[];
}): Network {
  const network = new compute.Network(
    'flywheel',
    { name: 'flywheel', autoCreateSubnetworks: false },
    { dependsOn: services },
  );
  const subnetwork = new compute.Subnetwork('flywheel', {
    name: 'flywheel',
    region,
    network: network.id,
    ipCidrRange: '10.0.0.0/20',
    privateIpGoogleAccess: true,
    secondaryIpRanges: [
      { rangeName: 'pods', ipCidrRange: '10.16.0.0/14' },
      { rangeName: 'services', ipCidrRange: '10.32.0.0/20' },
    ],
  });
  const router = new compute.Router('flywheel', { name: 'flywheel', region, network: network.id });
  new compute.RouterNat('flywheel', {
    name: 'flywheel',
    region,
    router: router.name,
    natIpAllocateOption: 'AUTO_ONLY',
    sourceSubnetworkIpRangesToNat: 'ALL_SUBNETWORKS_ALL_IP_RANGES',
  });
  const range = new compute.GlobalAddress('private-services', {
    name: 'flywheel-private-services',
    purpose: 'VPC_PEERING',
    addressType: 'INTERNAL',
    network: network.id,
    ...PRIVATE_SERVICES,
  });
  const privateServices = new servicenetworking.Connection('private-services', {
    network: network.id,
    service: 'servicenetworking.googleapis.com',
    reservedPeeringRanges: [range.name],
  });
  return { network, subnetwork, privateServices };
}
