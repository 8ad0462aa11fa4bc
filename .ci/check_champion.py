"""The champion as Python sees it: its figure in the registry against the same figure computed here from the ONNX file.

Rows come from the parquet file itself, the metric from scikit-learn, the probabilities from Python's onnxruntime.
"""

import json
import sys
from pathlib import Path

import mlflow
import numpy as np
import onnxruntime
import pandas as pd
from mlflow import MlflowClient
from sklearn.metrics import roc_auc_score

TOLERANCE = 1e-6

client = MlflowClient()
failures = 0
for version in client.search_model_versions("name='flights'"):
    folder = Path(mlflow.artifacts.download_artifacts(f"models:/flights/{version.version}"))
    manifest = json.loads((folder / "manifest.json").read_text())
    interval = manifest["test"]["interval"]
    source = next(Path("node_modules/.pnpm").glob("vega-datasets@*")) / "node_modules/vega-datasets/data/flights-3m.parquet"
    rows = pd.read_parquet(source)
    landed = rows.date + pd.to_timedelta(30 + rows.distance * 60 // 450, unit="min")
    begin, end = (pd.Timestamp(interval[key]).tz_localize(None) for key in ("from", "until"))
    rows = rows[(rows.date >= begin) & (rows.date < end) & (landed <= end)]
    rows = rows[rows.delay.between(-120, 2000) & (rows.origin != rows.destination)]
    late = (rows.delay > 15).to_numpy()
    inputs = {
        "minute": (rows.date.dt.hour * 60 + rows.date.dt.minute).to_numpy(np.int64),
        "weekday": rows.date.dt.day_of_week.to_numpy(np.int64),
        "distance": rows.distance.to_numpy(np.float32),
        "origin": rows.origin.to_numpy(object),
        "destination": rows.destination.to_numpy(object),
    }
    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    (probabilities,) = session.run(["probabilities"], {name: values.reshape(-1, 1) for name, values in inputs.items()})
    ours = roc_auc_score(late, probabilities[:, 1])
    figures = manifest["test"]["figures"]
    logged = client.get_run(version.run_id).data.metrics["test_roc_auc"]
    difference = max(abs(ours - figures["rocAuc"]), abs(ours - logged))
    verdict = "equal" if difference < TOLERANCE and len(rows) == figures["rows"] else "DIFFERENT"
    failures += verdict != "equal"
    print(f"version {version.version}: {len(rows)} rows, python {ours:.9f}, manifest {figures['rocAuc']:.9f}, run {logged:.9f}: {verdict}")

model = mlflow.pyfunc.load_model("models:/flights@champion")
print("models:/flights@champion loads, run", model.metadata.run_id)
sys.exit(failures)
