import { sql } from '@pulumi/gcp';
import { interpolate, type Output } from '@pulumi/pulumi';
import type { Network } from './network.ts';

/** The smallest PostgreSQL that keeps its data: private address, daily backups, point-in-time recovery. */
export function createDatabase({
  region,
  network,
  password,
}: {
  region: string;
  network: Network;
  password: Output<string>;
}): { instance: sql.DatabaseInstance; url: Output<string> } {
  const instance = new sql.DatabaseInstance(
    'flywheel',
    {
      name: 'flywheel',
      region,
      databaseVersion: 'POSTGRES_18',
      deletionProtection: true,
      settings: {
        edition: 'ENTERPRISE',
        tier: 'db-f1-micro',
        availabilityType: 'ZONAL',
        diskSize: 10,
        diskAutoresize: true,
        deletionProtectionEnabled: true,
        backupConfiguration: { enabled: true, pointInTimeRecoveryEnabled: true },
        ipConfiguration: {
          ipv4Enabled: false,
          privateNetwork: network.network.id,
          sslMode: 'ENCRYPTED_ONLY',
        },
      },
    },
    { dependsOn: [network.privateServices] },
  );
  const database = new sql.Database('flywheel', { name: 'flywheel', instance: instance.name });
  const user = new sql.User('flywheel', { name: 'flywheel', instance: instance.name, password });
  const encoded = password.apply(encodeURIComponent);
  // The certificate is Google's own and names no host: encrypted, inside our network, not verified.
  const url = interpolate`postgres://${user.name}:${encoded}@${instance.privateIpAddress}:5432/${database.name}?sslmode=no-verify`;
  return { instance, url };
}
