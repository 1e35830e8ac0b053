"""A live server for one test session: the real process, a fresh data folder, a free port."""

import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / "node_modules" / ".bin" / "node"
START_SECONDS_MAX = 60


@dataclass(frozen=True)
class Server:
    """What the bootstrap file says, and the process behind it."""

    url: str
    username: str
    password: str
    token: str
    process: subprocess.Popen
    log_file: Path
    folders: tuple[Path, ...]


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def _fail(process: subprocess.Popen, log_file: Path, why: str) -> None:
    process.kill()
    raise RuntimeError(f"{why}; its log ends with:\n{log_file.read_text()[-4000:]}")


def start_server(glue_url: str) -> Server:
    """Starts the server and answers when it is ready. It finds Glue by the AWS SDK's own variables."""
    folder = Path(tempfile.mkdtemp(prefix="clavis conformance "))
    # The data folder is opened by a user of its own when we are root, so it may not lie in a folder closed to others.
    data_dir = Path(tempfile.mkdtemp(prefix="clavis data "))
    bootstrap_file = folder / "bootstrap.json"
    log_file = folder / "server.log"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "ATLAN_", "CLAVIS_"))},
        "AWS_ENDPOINT_URL": glue_url,
        "AWS_ENDPOINT_URL_GLUE": glue_url,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    arguments = ["serve", "--data-dir", str(data_dir), "--port", "0", "--bootstrap-file", str(bootstrap_file)]
    with log_file.open("w") as log:
        process = subprocess.Popen(
            [str(NODE), str(ROOT / "src" / "main.ts"), *arguments],
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=ROOT,
        )
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        if process.poll() is not None:
            _fail(process, log_file, f"the server ended with {process.returncode}")
        if bootstrap_file.exists():
            facts = json.loads(bootstrap_file.read_text())
            if _is_ready(facts["url"]):
                return Server(**facts, process=process, log_file=log_file, folders=(folder, data_dir))
        time.sleep(0.1)
    _fail(process, log_file, f"the server was not ready within {START_SECONDS_MAX} s")
    raise AssertionError("unreachable")


def stop_server(server: Server) -> None:
    """Ends the server as an operator would; it must end by itself and without an error."""
    server.process.terminate()
    code = server.process.wait(timeout=30)
    assert code == 0, f"the server ended with {code}:\n{server.log_file.read_text()[-4000:]}"
    for folder in server.folders:
        shutil.rmtree(folder)
