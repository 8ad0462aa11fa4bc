#!/usr/bin/env bash
# The golden values and conformance suites in this repository are unchanged copies; compared where the originals are at hand.
set -euo pipefail
cd "$(dirname "$0")/.."
originals=${FLYWHEEL_REFERENCE:-../shared}
for copy in golden conformance; do
  [ -d "$copy" ] || continue
  if [ ! -d "$originals/$copy" ]; then echo "$copy: no originals at hand, not compared"; continue; fi
  (cd "$copy" && find . -type f -not -name '*.pyc' -not -path '*/.pytest_cache/*' -print0) | while IFS= read -r -d '' file; do
    case $file in *.d.mts) continue ;; esac # types of ours for the reader that stands beside them
    cmp -- "$copy/$file" "$originals/$copy/$file" || exit 255
  done
  echo "$copy: identical"
done
