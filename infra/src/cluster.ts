import { container, projects, serviceaccount } from '@pulumi/gcp';
import type { Network } from './network.ts';

export interface Cluster {
  cluster: container.Cluster;
  /** What the nodes are, to Google: may write logs and metrics, and pull our images. */
  nodeIdentity: serviceaccount.Account;
}

/** GKE Autopilot: Google runs the nodes and bills what the pods request. */
export function createCluster({
  region,
  network,
  project,
}: {
  region: string;
  network: Network;
  project: string;
}): Cluster {
  const nodeIdentity = new serviceaccount.Account('nodes', {
    accountId: 'flywheel-nodes',
    displayName: 'Nodes of the cluster flywheel',
  });
  new projects.IAMMember('nodes', {
    project,
    role: 'roles/container.defaultNodeServiceAccount',
    member: nodeIdentity.member,
  });
  const cluster = new container.Cluster('flywheel', {
    name: 'flywheel',
    location: region,
    enableAutopilot: true,
    deletionProtection: true,
    network: network.network.id,
    subnetwork: network.subnetwork.id,
    ipAllocationPolicy: { clusterSecondaryRangeName: 'pods', servicesSecondaryRangeName: 'services' },
    releaseChannel: { channel: 'REGULAR' },
    // Nodes have no public address. The API keeps one, for kubectl and the deploy workflow; both need a Google identity.
    privateClusterConfig: { enablePrivateNodes: true },
    clusterAutoscaling: { autoProvisioningDefaults: { serviceAccount: nodeIdentity.email } },
  });
  return { cluster, nodeIdentity };
}
