"""Credentials: kept, found, tested, changed and thrown away, and never shown with their secrets."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from httpx_retries import Retry
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import AtlanError, InvalidRequestError, NotFoundError
from pyatlan.model.assets import Connection
from pyatlan.model.credential import Credential
from pyatlan.model.enums import AtlanConnectorType

import glue_source
from server import Server

PASSWORD = "testing"


@pytest.fixture
def plain(server: Server) -> AtlanClient:
    """Takes a refusal for an answer: by itself the client asks six times."""
    return AtlanClient(base_url=server.url, api_key=server.token, retry=Retry(total=0))


def glue_credential(name: str, **changes) -> Credential:
    fields = {
        "name": name,
        "auth_type": "iam",
        "connector_config_name": "atlan-connectors-glue",
        "connector": "glue",
        "connector_type": "sdk",
        "username": "testing",
        "password": PASSWORD,
        "extras": {"region": glue_source.REGION},
    }
    return Credential(**{**fields, **changes})


@pytest.fixture
def kept(admin: AtlanClient, unique: str) -> Iterator:
    created = admin.credentials.creator(glue_credential(f"default-glue-{unique}-0"))
    yield created
    try:
        admin.credentials.purge_by_guid(created.id)
    except NotFoundError:
        pass


def test_create_tests_the_source_first_and_answers_everything_but_the_secret(kept, unique: str):
    assert kept.id and kept.version == "1" and kept.is_active is True
    assert kept.name == f"default-glue-{unique}-0" and kept.username == "testing"
    assert isinstance(kept.created_at, int) and isinstance(kept.updated_at, int)
    assert kept.created_by and kept.tenant_id
    assert (kept.level, kept.metadata, kept.connection, kept.host, kept.port) == (None, None, None, None, None)
    assert kept.extras == {"region": glue_source.REGION}
    assert "password" not in kept.json()


def test_what_does_not_work_is_not_kept(plain: AtlanClient, unique: str):
    with pytest.raises(AtlanError, match="does not work") as refused:
        plain.credentials.creator(glue_credential(f"default-glue-{unique}-0", extras={}))
    assert PASSWORD not in str(refused.value)
    assert plain.credentials.get_all(filter={"name": f"default-glue-{unique}-0"}).records == []


def test_a_source_that_nobody_here_can_ask_is_said_to_be_untestable(plain: AtlanClient, unique: str):
    strange = glue_credential(f"default-oracle-{unique}-0", connector_config_name="atlan-connectors-oracle")
    with pytest.raises(AtlanError, match="cannot test credentials of `atlan-connectors-oracle`"):
        plain.credentials.creator(strange)


def test_those_that_call_us_need_no_test(admin: AtlanClient, unique: str):
    created = admin.credentials.creator(
        Credential(
            name=f"default-spark-{unique}-0",
            auth_type="atlan_api_key",
            connector="spark",
            connector_config_name="atlan-connectors-spark",
            connector_type="event",
            host="no.such.host.example.com",
            port=123,
            extras={"events.enable-partial-assets": True, "events.enabled": True},
        )
    )
    assert (created.host, created.port) == ("no.such.host.example.com", 123)
    assert created.extras == {"events.enable-partial-assets": True, "events.enabled": True}
    admin.credentials.purge_by_guid(created.id)


def test_the_client_itself_refuses_secrets_without_a_test_but_the_wire_takes_them(
    admin: AtlanClient, server: Server, unique: str
):
    with pytest.raises(InvalidRequestError):
        admin.credentials.creator(glue_credential(f"default-glue-{unique}-0"), test=False)
    body = {
        "name": f"default-dbt-{unique}-1",
        "connector": "dbt",
        "connectorConfigName": "atlan-connectors-dbt",
        "host": "https://cloud.example.com",
        "port": "443",
        "password": PASSWORD,
        "extra": {"ssl": False, "api_token": "testing"},
    }
    answer = httpx.post(
        f"{server.url}/api/service/credentials",
        params={"testCredential": "false"},
        headers={"authorization": f"Bearer {server.token}"},
        json=body,
    )
    assert answer.status_code == 200, answer.text
    assert (answer.json()["port"], answer.json()["extra"]) == (443, {"ssl": False})
    admin.credentials.purge_by_guid(answer.json()["id"])


def test_get_answers_the_same_and_404_for_what_is_not_there(admin: AtlanClient, plain: AtlanClient, kept):
    assert admin.credentials.get(kept.id) == kept
    with pytest.raises(NotFoundError):
        plain.credentials.get("00000000-0000-4000-8000-000000000000")


def test_get_all_filters_by_equal_fields(admin: AtlanClient, kept):
    found = admin.credentials.get_all(filter={"connectorType": "sdk", "isActive": True, "name": kept.name})
    assert [one.id for one in found.records or []] == [kept.id]
    assert kept.id in [one.id for one in admin.credentials.get_all().records or []]
    assert len(admin.credentials.get_all(limit=1, offset=0).records or []) == 1
    assert admin.credentials.get_all(limit=1, offset=100_000).records == []


@pytest.mark.parametrize("key", ["invalidKey", "connector_type"])
def test_an_unknown_key_in_the_filter_is_a_400(plain: AtlanClient, key: str):
    with pytest.raises(AtlanError, match="400"):
        plain.credentials.get_all(filter={key: "x"})


def test_the_credential_of_a_workflow_is_found_by_the_workflows_name(admin: AtlanClient, unique: str):
    created = admin.credentials.creator(glue_credential(f"default-glue-{unique}-0"))
    found = admin.credentials.get_all(workflow_name=f"atlan-glue-{unique}")
    assert [one.id for one in found.records or []] == [created.id]
    admin.credentials.purge_by_guid(created.id)


def test_test_says_successful_or_what_is_wrong(admin: AtlanClient, unique: str):
    right = admin.credentials.test(glue_credential(f"default-glue-{unique}-0"))
    assert right.is_successful and right.code == 200 and right.request_id
    wrong = admin.credentials.test(glue_credential(f"default-glue-{unique}-0", extras={}))
    assert not wrong.is_successful and wrong.message and PASSWORD not in wrong.json()


def test_test_and_update_changes_what_is_sent(admin: AtlanClient, kept):
    change = kept.to_credential()
    change.password = PASSWORD
    change.extras = {"region": glue_source.REGION, "note": "changed"}
    updated = admin.credentials.test_and_update(change)
    assert updated.id == kept.id and updated.version == "2"
    assert updated.extras == change.extras
    assert admin.credentials.get(kept.id).extras == change.extras


def test_an_answer_sent_back_keeps_the_secret(admin: AtlanClient, kept):
    back = kept.to_credential()
    assert back.password is None
    assert admin.credentials.test(back).is_successful
    assert admin.credentials.test_and_update(back).version == "2"
    assert admin.credentials.test(back).is_successful


def test_a_credential_goes_elsewhere_only_with_its_secret(plain: AtlanClient, kept):
    moved = kept.to_credential()
    moved.extras = {"region": "eu-central-1"}
    for attempt in (plain.credentials.test, plain.credentials.test_and_update):
        with pytest.raises(AtlanError, match="expected the secret anew, because `extra.region` changes"):
            attempt(moved)


def test_purge_answers_nothing_and_then_it_is_gone(admin: AtlanClient, plain: AtlanClient, server: Server, unique: str):
    created = admin.credentials.creator(glue_credential(f"default-glue-{unique}-0"))
    assert admin.credentials.purge_by_guid(created.id) is None
    with pytest.raises(NotFoundError):
        plain.credentials.get(created.id)
    again = httpx.post(
        f"{server.url}/api/service/credentials/{created.id}/archive",
        headers={"authorization": f"Bearer {server.token}", "content-type": "application/json"},
    )
    assert again.status_code == 404


def test_archive_is_200_with_an_empty_body(kept, server: Server):
    answer = httpx.post(
        f"{server.url}/api/service/credentials/{kept.id}/archive",
        headers={"authorization": f"Bearer {server.token}", "content-type": "application/json"},
    )
    assert (answer.status_code, answer.text) == (200, "")


def test_use_gives_the_secret_to_no_client(kept, server: Server):
    answer = httpx.get(
        f"{server.url}/api/service/credentials/{kept.id}/use", headers={"authorization": f"Bearer {server.token}"}
    )
    assert answer.status_code == 403 and PASSWORD not in answer.text.replace(kept.username, "")


def test_open_lineage_makes_its_credential_and_its_connection(admin: AtlanClient, unique: str):
    response = admin.open_lineage.create_connection(
        name=f"spark {unique}",
        connector_type=AtlanConnectorType.SPARK,
        admin_roles=[admin.role_cache.get_id_for_name("$admin")],
    )
    created = response.assets_created(Connection)
    assert len(created) == 1
    guid = admin.asset.get_by_guid(created[0].guid, asset_type=Connection).default_credential_guid
    assert admin.credentials.get(guid).connector_type == "event"


def test_who_may_not_keep_credentials_sees_none(
    page: httpx.Client, client_with: Callable[[str], AtlanClient], kept, unique: str
):
    made = page.post("/api/clavis/v1/api-tokens", json={"displayName": unique, "role": "none"})
    assert made.status_code == 200, made.text
    with pytest.raises(AtlanError, match="403"):
        client_with(made.json()["attributes"]["accessToken"]).credentials.get(kept.id)
