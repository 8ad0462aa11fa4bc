#!/usr/bin/env bash
# The cloud as code, without an account: the commands of infra/README.md. A workspace of its own, with its own lockfile.
set -euo pipefail
cd "$(dirname "$0")/../infra"
npx --yes pnpm@12.21.0 install --frozen-lockfile
npx --yes pnpm@12.21.0 test
npx --yes pnpm@12.21.0 check
