from collections.abc import Iterator
from uuid import uuid4

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.model.enums import AtlanWorkflowPhase
from pyatlan.model.packages import GlueCrawler

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


@pytest.fixture
def unique() -> str:
    return uuid4().hex[:10]


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
