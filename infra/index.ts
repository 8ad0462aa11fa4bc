import { Config, interpolate, secret } from '@pulumi/pulumi';
import { createAddress } from './src/address.ts';
import { createArtifacts } from './src/artifacts.ts';
import { createCluster } from './src/cluster.ts';
import { createDatabase } from './src/database.ts';
import { createDeployer } from './src/deployer.ts';
import { createNetwork } from './src/network.ts';
import { enableServices } from './src/services.ts';

const config = new Config();
const region = config.require('region');
const project = new Config('gcp').require('project');

const services = enableServices();
const network = createNetwork({ region, services });
const cluster = createCluster({ region, network, project });
const database = createDatabase({ region, network, password: config.requireSecret('databasePassword') });
const artifacts = createArtifacts({ region, project, puller: cluster.nodeIdentity, services });
const deployer = createDeployer({
  project,
  githubRepository: config.require('githubRepository'),
  repository: artifacts.repository,
  services,
});
const { address } = createAddress({ domain: config.require('domain'), services });

export const clusterName = cluster.cluster.name;
export const imageRepository = interpolate`${region}-docker.pkg.dev/${project}/${artifacts.repository.repositoryId}`;
export const artifactBucket = artifacts.bucket.url;
export const databaseUrl = secret(database.url);
export const deployerEmail = deployer.identity.email;
export const workloadIdentityProvider = deployer.provider.name;
export const publicAddress = address.address;
