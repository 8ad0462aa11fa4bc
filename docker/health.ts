// Exit code 0 when this container's process answers: node docker/health.ts <name of its port variable> <default port>
const [variable = '', defaultPort = ''] = process.argv.slice(2);
const port = process.env[variable] || defaultPort;
const response = await fetch(`http://127.0.0.1:${port}/health/live`, { signal: AbortSignal.timeout(2500) });
if (!response.ok) {
  console.error(`/health/live answered ${response.status}`);
  process.exit(1);
}
