#!/usr/bin/env bash
# Real DVC on a clone of its own: the pipeline runs, and a second run finds nothing to do.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$1:$PWD/node_modules/.bin:$PATH" DVC_NO_ANALYTICS=true
dvc repro
dvc repro | tee "${TMPDIR:-/tmp}/flywheel-dvc-second" | tail -3
grep -q "Data and pipelines are up to date" "${TMPDIR:-/tmp}/flywheel-dvc-second"
rm "${TMPDIR:-/tmp}/flywheel-dvc-second"
[ "$(dvc status --json)" = '{}' ]
echo 'dvc: a second repro changed nothing'
