// Writes grafana/dashboards/flywheel.json from grafana/src: node grafana/build.ts
import { writeFileSync } from 'node:fs';
import { createDashboard } from './src/dashboard.ts';

const file = new URL('dashboards/flywheel.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(createDashboard(), null, 2)}\n`);
console.log('wrote grafana/dashboards/flywheel.json');
