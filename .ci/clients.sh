#!/usr/bin/env bash
# The real clients against the running platform: mlflow, tritonclient and kserve, dvc, Python's onnxruntime.
# Run it after `npm start -- --exit`: the suites look at the champion that the loop left behind.
set -euo pipefail
cd "$(dirname "$0")/.."
venvs=$(realpath -m "${FLYWHEEL_VENVS:-.flywheel/venvs}")
export FLYWHEEL_HOME=${FLYWHEEL_HOME:-$PWD/.flywheel}
export PIP_DISABLE_PIP_VERSION_CHECK=1 DVC_NO_ANALYTICS=true PYTHONDONTWRITEBYTECODE=1
flywheel() { node_modules/.bin/node apps/cli/src/main.ts "$@"; }

summary=() failures=0
step() { # title, command: all suites run, whatever one of them says; the summary and the exit code tell
  local title=$1 started=$SECONDS verdict=passed
  shift
  echo "--- $title"
  "$@" || { verdict=FAILED failures=$((failures + 1)); }
  summary+=("$verdict  $((SECONDS - started)) s  $title")
}

python() { # name, requirements: a virtual environment, made once
  [ -x "$venvs/$1/bin/python" ] || python3 -m venv "$venvs/$1"
  "$venvs/$1/bin/pip" install --quiet "${@:2}"
}

echo '--- virtual environments'
python mlflow -r conformance/mlflow/requirements.txt
python oip -r conformance/oip/requirements.txt
python dvc 'dvc==3.67.*'

echo '--- the platform as the loop left it, and a second inference process for the three models of the suite'
fixtures=''
stop() {
  [ -z "$fixtures" ] || kill "$fixtures" || true
  flywheel down
}
trap stop EXIT
flywheel up --detach --no-loop
status() { flywheel status --json | python3 -c "import json,sys; s=json.load(sys.stdin); print($1)"; }
url() { status "next(p['url'] for p in s['processes'] if p['name']=='$1')"; }
registry=$(url registry) inference=$(url inference) database=$(status "s['databaseUrl']")
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
DATABASE_URL=$database MLFLOW_TRACKING_URI=$registry INFERENCE_PORT=$port MODELS_FOLDER=$PWD/conformance/oip/models \
  node_modules/.bin/node apps/inference/src/main.ts >"$FLYWHEEL_HOME/logs/conformance-models.log" &
fixtures=$!
for address in "$inference" "http://127.0.0.1:$port"; do
  curl --silent --fail --output /dev/null --retry 60 --retry-delay 1 --retry-all-errors "$address/v2/health/ready"
done

export MLFLOW_TRACKING_URI=$registry OIP_URL=$inference
mlflow_suite() { (cd conformance/mlflow && "$venvs/mlflow/bin/python" -m pytest -p no:cacheprovider); }
oip_suite() { # address, models, sample; 4 MiB is the body limit of apps/inference
  (cd conformance/oip && OIP_REQUIRE=1 OIP_BODY_LIMIT=4194304 OIP_URL=$1 OIP_MODEL=$2 OIP_SAMPLE=${3:-} \
    "$venvs/oip/bin/python" -m pytest -p no:cacheprovider)
}
step 'mlflow: the conformance suite' mlflow_suite
step 'mlflow: an experiment, a run, a search, the champion' "$venvs/mlflow/bin/python" .ci/check_clients.py mlflow
step 'onnxruntime and scikit-learn: the figures of every version computed again' "$venvs/mlflow/bin/python" .ci/check_champion.py
step 'tritonclient: a prediction by named inputs' "$venvs/oip/bin/python" .ci/check_clients.py triton
step 'tritonclient and kserve: the conformance suite on the champion' oip_suite "$inference" flights "$PWD/.ci/oip-sample.json"
step 'tritonclient and kserve: the conformance suite on its three models' oip_suite "http://127.0.0.1:$port" tabular_mixed,dense4,every_type
step 'dvc: repro, then nothing to do' .ci/dvc.sh "$venvs/dvc/bin"

printf '%s\n' '--- summary' "${summary[@]}"
exit "$((failures > 0))"
