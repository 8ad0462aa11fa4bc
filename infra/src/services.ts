import { projects } from '@pulumi/gcp';

const SERVICES = [
  'artifactregistry.googleapis.com',
  'compute.googleapis.com',
  'container.googleapis.com',
  'iam.googleapis.com',
  'iamcredentials.googleapis.com',
  'servicenetworking.googleapis.com',
  'sqladmin.googleapis.com',
  'sts.googleapis.com',
];

/** Switches on the Google APIs that everything else needs; destroying the stack leaves them on. */
export function enableServices(): projects.Service[] {
  return SERVICES.map((service) => new projects.Service(service, { service, disableOnDestroy: false }));
}
