#!/usr/bin/env bash
# Real DVC: the pipeline runs, a second run finds nothing to do, and nothing but dvc.lock changed.
# A registry of its own: beside a champion of later months, `evaluate` rightly refuses the interval of params.yaml.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$1:$PWD/node_modules/.bin:$PATH" DVC_NO_ANALYTICS=true
FLYWHEEL_HOME=$(mktemp -d)
export FLYWHEEL_HOME
trap 'rm -rf "$FLYWHEEL_HOME"' EXIT
tracked() { git status --porcelain --untracked-files=no -- . ':!dvc.lock'; }
before=$(tracked)
dvc repro
dvc repro | tee "$FLYWHEEL_HOME/second" | tail -3
grep -q 'Data and pipelines are up to date' "$FLYWHEEL_HOME/second"
[ "$(dvc status --json)" = '{}' ]
[ "$(tracked)" = "$before" ] || { git status --short; exit 1; }
echo 'dvc: a second repro changed nothing'
