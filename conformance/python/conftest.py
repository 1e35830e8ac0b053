from collections.abc import Callable, Iterator
from uuid import uuid4

import httpx
import pytest
from httpx_retries import Retry
from pyatlan.client.atlan import AtlanClient
from pyatlan.model.enums import AtlanWorkflowPhase
from pyatlan.model.packages import GlueCrawler
from pyatlan.model.user import AtlanUser
from pyatlan_v9.client.atlan import AtlanClient as AtlanClientV9

import glue_source
from server import Server, start_server, stop_server


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


@pytest.fixture(scope="session")
def admin(server: Server) -> AtlanClient:
    """The client with the token of the bootstrap file, as a person's script would hold it."""
    return AtlanClient(base_url=server.url, api_key=server.token)


@pytest.fixture(scope="session")
def admin_v9(server: Server) -> AtlanClientV9:
    """The same token in the client's ninth generation, which is in the same package."""
    return AtlanClientV9(base_url=server.url, api_key=server.token)


def sign_in(server: Server, password: str) -> httpx.Response:
    """Asks for a session as the page does."""
    credentials = {"username": server.username, "password": password}
    return httpx.post(f"{server.url}/api/clavis/v1/sessions", headers={"origin": server.url}, json=credentials)


@pytest.fixture(scope="session")
def page(server: Server) -> Iterator[httpx.Client]:
    """The first admin's own page, for what an admin lets no token do."""
    answer = sign_in(server, server.password)
    assert answer.status_code == 200, answer.text
    headers = {"origin": server.url, "cookie": answer.headers["set-cookie"].partition(";")[0]}
    with httpx.Client(base_url=server.url, headers=headers) as client:
        yield client


@pytest.fixture
def unique() -> str:
    return uuid4().hex[:10]


@pytest.fixture
def client_with(server: Server) -> Callable[[str], AtlanClient]:
    """A client with another bearer that takes a refusal for an answer: by itself it asks six times."""
    return lambda bearer: AtlanClient(base_url=server.url, api_key=bearer, retry=Retry(total=0))


@pytest.fixture
def invite(admin: AtlanClient) -> Callable[..., AtlanUser]:
    """Invites somebody with a mail address of their own and gives the user that came of it."""

    def invited(role_name: str = "$member", email: str | None = None) -> AtlanUser:
        address = email or f"{uuid4().hex[:10]}@conformance.example.com"
        response = admin.user.create([AtlanUser.create(email=address, role_name=role_name)], return_info=True)
        assert response and response.records and len(response.records) == 1
        return response.records[0]

    return invited


def glue_crawler(admin: AtlanClient, name: str) -> GlueCrawler:
    return GlueCrawler(
        client=admin,
        connection_name=name,
        admin_roles=[admin.role_cache.get_id_for_name("$admin")],
        admin_groups=None,
        admin_users=None,
        row_limit=0,
        allow_query=False,
        allow_query_preview=False,
    ).iam_user_auth(access_key="testing", secret_key="testing").direct(region=glue_source.REGION)


@pytest.fixture(scope="session")
def crawled(admin: AtlanClient):
    """One crawl of everything but `secret_lab`, run to its end: (workflow response, connection name)."""
    name = f"production {uuid4().hex[:6]}"
    crawler = (
        glue_crawler(admin, name).include(assets=["sales", "dev-project"]).exclude(assets=["secret_lab"]).to_workflow()
    )
    response = admin.workflow.run(crawler)
    assert admin.workflow.monitor(response) == AtlanWorkflowPhase.SUCCESS
    return response, name
