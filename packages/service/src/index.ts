export { commonConfig, loadConfig, portConfig } from './config.ts';
export { parseInput, type ErrorBody } from './error-handler.ts';
export * from './errors.ts';
export { createLogger, type Logger } from './logger.ts';
export { createMetricsRegistry } from './metrics.ts';
export { runMain, runService, type Service } from './run-service.ts';
export { createServer, type ServerOptions } from './server.ts';
