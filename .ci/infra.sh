#!/usr/bin/env bash
# The cloud as code, without an account: the commands of infra/README.md. A workspace of its own, with its own lockfile.
set -euo pipefail
cd "$(dirname "$0")/../infra"
npx pnpm install --frozen-lockfile
npx pnpm test
npx pnpm check
