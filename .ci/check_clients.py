"""Python programs as a team has them: mlflow logs a run, finds it again and reads the champion; tritonclient predicts.

Runs under each client's own virtual environment: `check_clients.py mlflow` (MLFLOW_TRACKING_URI), `check_clients.py triton` (OIP_URL).
"""

import os
import sys
import tempfile
import uuid
from pathlib import Path
from urllib.parse import urlsplit


def check_mlflow():
    import mlflow
    from mlflow import MlflowClient

    note = f"note {uuid.uuid4().hex}"
    experiment = mlflow.set_experiment("clients")
    with mlflow.start_run(run_name="a look from python") as run, tempfile.TemporaryDirectory() as folder:
        mlflow.log_params({"depth": 3, "note": note})
        for step, loss in enumerate([0.5, 0.25, 0.125]):
            mlflow.log_metric("loss", loss, step=step)
        file = Path(folder) / "note.txt"
        file.write_text(note)
        mlflow.log_artifact(str(file), "notes")
    found = mlflow.search_runs(
        experiment_names=["clients"], filter_string=f"params.note = '{note}' and metrics.loss < 0.2", output_format="list"
    )
    assert [each.info.run_id for each in found] == [run.info.run_id], found
    assert found[0].info.status == "FINISHED" and found[0].data.params["depth"] == "3"
    history = [point.value for point in MlflowClient().get_metric_history(run.info.run_id, "loss")]
    assert history == [0.5, 0.25, 0.125], history
    assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/notes/note.txt") == note
    print(f"mlflow: run {run.info.run_id} of experiment {experiment.experiment_id} logged, found by search, artifact read")

    champion = MlflowClient().get_model_version_by_alias("flights", "champion")
    files = sorted(path.name for path in Path(mlflow.artifacts.download_artifacts("models:/flights@champion")).iterdir())
    assert {"MLmodel", "manifest.json", "model.onnx"} <= set(files), files
    print(f"mlflow: models:/flights@champion is version {champion.version}: {', '.join(files)}")


def check_triton():
    import numpy as np
    import tritonclient.http as triton

    columns = {
        "minute": ("INT64", np.array([[1200], [480]], np.int64)),
        "weekday": ("INT64", np.array([[4], [0]], np.int64)),
        "distance": ("FP32", np.array([[2475], [337]], np.float32)),
        "origin": ("BYTES", np.array([["JFK"], ["LAX"]], object)),
        "destination": ("BYTES", np.array([["LAX"], ["SFO"]], object)),
    }
    answers = {}
    with triton.InferenceServerClient(urlsplit(os.environ["OIP_URL"]).netloc) as client:
        for binary in (False, True):
            inputs = [
                triton.InferInput(name, list(values.shape), datatype).set_data_from_numpy(values, binary_data=binary)
                for name, (datatype, values) in columns.items()
            ]
            outputs = [triton.InferRequestedOutput(name, binary_data=binary) for name in ("label", "probabilities")]
            result = client.infer("flights", inputs, outputs=outputs)
            answers[binary] = result.as_numpy("probabilities")
            assert result.as_numpy("label").ravel().tolist() in ([a, b] for a in (0, 1) for b in (0, 1))
    probabilities = answers[False]
    assert probabilities.shape == (2, 2) and np.allclose(probabilities.sum(axis=1), 1, atol=1e-6), probabilities
    assert 0 < probabilities[1, 1] < probabilities[0, 1] < 1, "an evening flight is late more often than a morning flight"
    assert np.array_equal(probabilities, answers[True]), "text in JSON and in binary form are answered alike"
    version = result.get_response()["model_version"]
    print(f"tritonclient: flights version {version}, late with {probabilities[0, 1]:.4f} and {probabilities[1, 1]:.4f}")


{"mlflow": check_mlflow, "triton": check_triton}[sys.argv[1]]()
