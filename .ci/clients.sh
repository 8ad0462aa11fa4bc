#!/usr/bin/env bash
# The real clients against the running platform: mlflow, tritonclient and kserve, dvc, Python's onnxruntime.
set -euo pipefail
cd "$(dirname "$0")/.."
venvs=$(realpath -m "${FLYWHEEL_VENVS:-.flywheel/venvs}")
export FLYWHEEL_HOME=${FLYWHEEL_HOME:-$PWD/.flywheel}
export PIP_DISABLE_PIP_VERSION_CHECK=1 DVC_NO_ANALYTICS=true PYTHONDONTWRITEBYTECODE=1
flywheel() { node_modules/.bin/node apps/cli/src/main.ts "$@"; }

python() { # name, requirements: a virtual environment, made once
  [ -x "$venvs/$1/bin/python" ] || python3 -m venv "$venvs/$1"
  "$venvs/$1/bin/pip" install --quiet "${@:2}"
}

echo '--- virtual environments'
python mlflow -r conformance/mlflow/requirements.txt
python oip -r conformance/oip/requirements.txt
python dvc 'dvc==3.67.*'

echo '--- the platform as the loop left it'
flywheel up --detach --no-loop
trap 'flywheel down' EXIT
url() { flywheel status --json | "$venvs/mlflow/bin/python" -c "import json,sys; print(next(p['url'] for p in json.load(sys.stdin)['processes'] if p['name']=='$1'))"; }
registry=$(url registry) inference=$(url inference)

echo '--- mlflow: the conformance suite'
(cd conformance/mlflow && MLFLOW_TRACKING_URI=$registry "$venvs/mlflow/bin/python" -m pytest -q -p no:cacheprovider)

echo '--- mlflow and onnxruntime: the champion, and its figures computed again'
MLFLOW_TRACKING_URI=$registry "$venvs/mlflow/bin/python" .ci/check_champion.py

echo '--- tritonclient and kserve: the conformance suite on the champion'
(cd conformance/oip && OIP_REQUIRE=1 OIP_URL=$inference OIP_MODEL=flights OIP_SAMPLE=$OLDPWD/.ci/oip-sample.json "$venvs/oip/bin/python" -m pytest -q -p no:cacheprovider)

echo '--- dvc: repro, then nothing to do'
.ci/dvc.sh "$venvs/dvc/bin"
