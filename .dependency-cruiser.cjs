/** Who may import whom. Every rule is an error; scripts/check-boundaries.ts also fails on an empty graph. */
const pure = ['^(node:)?(fs|http|https|net|child_process|worker_threads|os|dgram|tls|dns|process)(/|$)'];
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    { name: 'not-resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'packages-never-import-apps',
      severity: 'error',
      from: { path: '^(packages|projects)/' },
      to: { path: '^apps/' },
    },
    {
      name: 'app-never-imports-app',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'contracts-imports-zod-only',
      severity: 'error',
      from: { path: '^packages/contracts/src/', pathNot: '[.]test[.]ts$' },
      to: { pathNot: '(^packages/contracts/src/|node_modules/zod/|node_modules/[.]pnpm/zod@)' },
    },
    {
      name: 'pure-packages-do-no-io',
      severity: 'error',
      from: { path: '^packages/(learn|onnx|drift)/src/', pathNot: '[.]test[.]ts$' },
      to: { dependencyTypes: ['core'], path: pure },
    },
    {
      name: 'console-imports-contracts-only',
      severity: 'error',
      from: { path: '^apps/console/src/' },
      to: { path: '^packages/', pathNot: '^packages/contracts/' },
    },
    {
      name: 'projects-import-project-only',
      severity: 'error',
      from: { path: '^projects/' },
      to: { path: '^(packages|apps)/', pathNot: '^packages/project/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|[.]flywheel|conformance|golden)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
