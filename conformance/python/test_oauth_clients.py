"""OAuth clients, and the client that signs in as one."""

import httpx
import pytest
from httpx_retries import Retry
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import AtlanError, NotFoundError
from pyatlan.model.assets import Persona

from server import Server


@pytest.fixture
def oauth(admin: AtlanClient, unique: str):
    created = admin.oauth_client.create(f"pipeline {unique}", role="Member", description="loads at night")
    yield created
    admin.oauth_client.purge(created.client_id)


def signed_in(server: Server, oauth, monkeypatch: pytest.MonkeyPatch) -> AtlanClient:
    """The client as a script would make it: everything from the environment, no API key."""
    monkeypatch.setenv("ATLAN_BASE_URL", server.url)
    monkeypatch.setenv("ATLAN_OAUTH_CLIENT_ID", oauth.client_id)
    monkeypatch.setenv("ATLAN_OAUTH_CLIENT_SECRET", oauth.client_secret)
    monkeypatch.delenv("ATLAN_API_KEY", raising=False)
    return AtlanClient(retry=Retry(total=0))


def test_create_answers_id_and_secret(oauth, unique: str):
    assert oauth.client_id.startswith("oauth-client-")
    assert oauth.client_secret and oauth.id
    assert oauth.display_name == f"pipeline {unique}" and oauth.description == "loads at night"
    assert oauth.token_expiry_seconds and oauth.created_at
    assert oauth.created_by


def test_get_by_id_answers_everything_but_the_secret(admin: AtlanClient, oauth):
    found = admin.oauth_client.get_by_id(oauth.client_id)
    assert (found.id, found.client_id, found.role) == (oauth.id, oauth.client_id, "$member")
    assert found.display_name == oauth.display_name and found.description == oauth.description
    assert found.token_expiry_seconds == oauth.token_expiry_seconds
    assert oauth.client_secret not in found.json()


def test_a_role_is_named_by_its_description_in_any_case(admin: AtlanClient, unique: str):
    created = admin.oauth_client.create(f"shouting {unique}", role="GUEST")
    assert admin.oauth_client.get_by_id(created.client_id).role == "$guest"
    admin.oauth_client.purge(created.client_id)
    with pytest.raises(NotFoundError, match="Available roles"):
        admin.oauth_client.create(f"none {unique}", role="Emperor")


def test_list_visits_every_client_once(admin: AtlanClient, oauth, unique: str):
    others = [admin.oauth_client.create(f"more {unique} {number}", role="Guest") for number in range(3)]
    response = admin.oauth_client.get(limit=1, sort="createdAt")
    total = response.total_record
    seen = [one.client_id for one in response]
    assert len(seen) == len(set(seen)) == total
    assert {oauth.client_id, *(one.client_id for one in others)} <= set(seen)
    newest_first = [one.client_id for one in admin.oauth_client.get(limit=100, sort="-createdAt")]
    assert newest_first == seen[::-1]
    for one in others:
        admin.oauth_client.purge(one.client_id)


def test_update_changes_what_is_sent_and_keeps_the_personas(admin: AtlanClient, unique: str):
    persona = admin.asset.save(Persona.creator(name=f"clients {unique}")).assets_created(Persona)[0]
    created = admin.oauth_client.create(
        f"linked {unique}", role="Member", persona_qualified_names=[persona.qualified_name]
    )
    updated = admin.oauth_client.update(created.client_id, description="now described")
    assert updated.description == "now described" and updated.display_name == f"linked {unique}"
    found = admin.oauth_client.get_by_id(created.client_id)
    assert found.persona_qualified_names == [persona.qualified_name]
    assert found.updated_at and found.updated_by
    admin.oauth_client.update(created.client_id, display_name=f"renamed {unique}")
    found = admin.oauth_client.get_by_id(created.client_id)
    assert (found.display_name, found.description) == (f"renamed {unique}", "now described")
    admin.oauth_client.purge(created.client_id)


def test_an_unknown_client_is_not_found(admin: AtlanClient):
    unknown = "oauth-client-00000000-0000-4000-8000-000000000000"
    for call in (admin.oauth_client.get_by_id, admin.oauth_client.purge):
        with pytest.raises(NotFoundError):
            call(unknown)
    with pytest.raises(NotFoundError):
        admin.oauth_client.update(unknown, description="nothing")


def test_an_unknown_persona_is_refused_and_nothing_is_made(admin: AtlanClient, unique: str):
    with pytest.raises(AtlanError, match="default/nobody"):
        admin.oauth_client.create(f"lost {unique}", role="Member", persona_qualified_names=["default/nobody"])
    assert f"lost {unique}" not in [one.display_name for one in admin.oauth_client.get(limit=100)]


def test_a_script_signs_in_by_its_environment(server: Server, oauth, monkeypatch: pytest.MonkeyPatch):
    current = signed_in(server, oauth, monkeypatch).user.get_current()
    assert current.username == f"service-account-{oauth.client_id}"


def test_one_bearer_serves_until_it_is_refused_then_the_next_is_fetched(
    server: Server, oauth, monkeypatch: pytest.MonkeyPatch
):
    client = signed_in(server, oauth, monkeypatch)
    username = client.user.get_current().username
    manager = client._oauth_token_manager
    bearer = manager.get_token()
    assert manager.get_token() == bearer
    refused = bearer[:-1] + ("a" if bearer[-1] != "a" else "b")
    manager._token["access_token"] = refused
    assert client.user.get_current().username == username
    assert manager.get_token() != refused


def test_a_wrong_secret_gets_no_bearer(server: Server, oauth, monkeypatch: pytest.MonkeyPatch):
    client = signed_in(server, oauth.copy(update={"client_secret": "wrong"}), monkeypatch)
    with pytest.raises(httpx.HTTPStatusError, match="401"):
        client.user.get_current()


def test_purge_ends_the_bearers_of_the_client_at_once(
    server: Server, admin: AtlanClient, unique: str, monkeypatch: pytest.MonkeyPatch, client_with
):
    created = admin.oauth_client.create(f"doomed {unique}", role="Member")
    client = signed_in(server, created, monkeypatch)
    bearer = client._oauth_token_manager.get_token()
    assert client_with(bearer).user.get_current()
    admin.oauth_client.purge(created.client_id)
    with pytest.raises(AtlanError, match="401"):
        client_with(bearer).user.get_current()
    with pytest.raises(NotFoundError):
        admin.oauth_client.get_by_id(created.client_id)
