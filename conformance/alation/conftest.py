import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
import requests
from allie_sdk.alation import Alation

import glue_source
from server import NODE, ROOT, Server, start_server, stop_server


@pytest.fixture(scope="session")
def glue_url() -> Iterator[str]:
    moto = glue_source.start_moto()
    url = glue_source.url_of(moto)
    glue_source.fill(url)
    yield url
    moto.stop()


@pytest.fixture(scope="session")
def server(glue_url: str) -> Iterator[Server]:
    running = start_server(glue_url)
    yield running
    stop_server(running)


@dataclass(frozen=True)
class Pair:
    """A refresh token with the numeric id of its owner, as a person copies both out of the page."""

    refresh_token: str
    user_id: int
    name: str

    @property
    def fields(self) -> dict:
        return {"refresh_token": self.refresh_token, "user_id": self.user_id}


@pytest.fixture(scope="session")
def ask(server: Server) -> Callable[..., requests.Response]:
    """Posts to an endpoint of the tokens, in JSON unless told otherwise. Redirects would lose the body, so none is followed."""

    def asked(name: str, body: dict | None = None, **options) -> requests.Response:
        if body is not None:
            options["json"] = body
        return requests.post(f"{server.url}/integration/v1/{name}/", allow_redirects=False, timeout=30, **options)

    return asked


@pytest.fixture
def make_pair(server: Server, ask: Callable[..., requests.Response]) -> Callable[[], Pair]:
    def made() -> Pair:
        name = f"conformance {uuid4().hex[:6]}"
        answer = ask("createRefreshToken", {"username": server.username, "password": server.password, "name": name})
        assert answer.status_code == 201, answer.text
        return Pair(answer.json()["refresh_token"], answer.json()["user_id"], name)

    return made


@pytest.fixture
def pair(make_pair: Callable[[], Pair]) -> Pair:
    return make_pair()


@pytest.fixture
def access_token(pair: Pair, ask: Callable[..., requests.Response]) -> str:
    return ask("createAPIAccessToken", pair.fields).json()["api_access_token"]


@pytest.fixture
def get(server: Server, access_token: str) -> Callable[..., requests.Response]:
    """Reads the data API with the header `TOKEN`."""

    def got(path: str, headers: dict | None = None, **options) -> requests.Response:
        sent = {"TOKEN": access_token} if headers is None else headers
        return requests.get(f"{server.url}{path}", headers=sent, allow_redirects=False, timeout=30, **options)

    return got


@pytest.fixture
def alation(server: Server, pair: Pair) -> Alation:
    """The SDK in refresh mode, as its documentation makes it."""
    return Alation(host=server.url, user_id=pair.user_id, refresh_token=pair.refresh_token)


@pytest.fixture
def oauth_client(server: Server) -> Iterator[dict]:
    headers = {"authorization": f"Bearer {server.token}"}
    body = {"displayName": f"sdk {uuid4().hex[:6]}", "role": "$admin"}
    made = requests.post(f"{server.url}/api/service/oauth-clients", headers=headers, json=body, timeout=30).json()
    yield made
    requests.delete(f"{server.url}/api/service/oauth-clients/{made['clientId']}", headers=headers, timeout=30)


@dataclass(frozen=True)
class Crawled:
    connection_name: str
    connection_qualified_name: str


@pytest.fixture(scope="session")
def crawled(server: Server) -> Crawled:
    """One crawl of everything but `secret_lab`, run to its end by the command line, with the person as an admin of the connection."""
    name = f"production {uuid4().hex[:6]}"
    options = ["--connection-name", name, "--region", glue_source.REGION, "--exclude", "secret_lab"]
    done = subprocess.run(
        [str(NODE), str(ROOT / "src" / "main.ts"), "crawl", "glue", *options, "--admin-user", server.username, "--watch", "--json"],
        env={
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "CLAVIS_URL": server.url,
            "CLAVIS_TOKEN": server.token,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
        },
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    return Crawled(name, json.loads(done.stdout)["connection"])
