"""Acting for somebody else, as packages of workflows do it: `CLIENT_ID` and `CLIENT_SECRET` in the environment."""

import httpx
import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import AtlanError, InvalidRequestError
from pyatlan.model.api_tokens import ApiToken
from pyatlan.model.assets import Connection
from pyatlan.model.enums import AtlanConnectorType
from pyatlan_v9.client.atlan import AtlanClient as AtlanClientV9

from server import Server


@pytest.fixture
def as_token_client(admin: AtlanClient, monkeypatch: pytest.MonkeyPatch) -> ApiToken:
    """The environment of a script whose client is an API token of role admin: the one of the bootstrap file."""
    token = admin.token.get_by_id(admin.user.get_current().username)
    monkeypatch.setenv("CLIENT_ID", token.client_id)
    monkeypatch.setenv("CLIENT_SECRET", admin.impersonate.get_client_secret(token.guid))
    return token


@pytest.fixture
def as_exchanging_client(page: httpx.Client, admin: AtlanClient, unique: str, monkeypatch: pytest.MonkeyPatch):
    """The environment of a script whose client may act for members: an admin has said so."""
    client = admin.oauth_client.create(f"acts {unique}", role="Member")
    path = f"/api/clavis/v1/oauth-clients/{client.client_id}/exchange-right"
    answer = page.put(path, json={"roleMax": "member"})
    assert answer.status_code == 200, answer.text
    monkeypatch.setenv("CLIENT_ID", client.client_id)
    monkeypatch.setenv("CLIENT_SECRET", client.client_secret)
    yield client
    admin.oauth_client.purge(client.client_id)


def test_get_user_id_knows_people_and_service_accounts(admin: AtlanClient, invite):
    person = invite()
    assert admin.impersonate.get_user_id(person.username) == person.id
    current = admin.user.get_current()
    assert admin.impersonate.get_user_id(current.username) == current.id
    assert admin.impersonate.get_user_id("nobody-of-this-name") is None


def test_get_client_secret_is_for_the_token_and_not_the_token(admin: AtlanClient, unique: str):
    token = admin.token.create(f"doubles {unique}")
    secret = admin.impersonate.get_client_secret(token.guid)
    assert secret and secret != token.attributes.access_token
    admin.token.purge(token.guid)
    with pytest.raises(InvalidRequestError):
        admin.impersonate.get_client_secret(token.guid)


def test_get_client_secret_is_for_admins(admin: AtlanClient, client_with, unique: str):
    token = admin.token.create(f"curious {unique}")
    with pytest.raises(AtlanError):
        client_with(token.attributes.access_token).impersonate.get_client_secret(token.guid)
    admin.token.purge(token.guid)


def test_escalate_answers_a_bearer_of_the_client(admin: AtlanClient, client_with, as_token_client: ApiToken):
    bearer = admin.impersonate.escalate()
    assert bearer and bearer != admin.api_key
    assert client_with(bearer).user.get_current().username == as_token_client.username


def test_escalate_without_credentials_asks_nobody(admin: AtlanClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CLIENT_ID", raising=False)
    monkeypatch.delenv("CLIENT_SECRET", raising=False)
    with pytest.raises(InvalidRequestError, match="CLIENT_ID"):
        admin.impersonate.escalate()


def test_escalate_with_a_wrong_secret_is_refused(admin: AtlanClient, as_token_client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CLIENT_SECRET", "wrong")
    with pytest.raises(AtlanError, match="escalate"):
        admin.impersonate.escalate()


@pytest.mark.parametrize("client_class", [AtlanClient, AtlanClientV9])
def test_from_token_guid_gives_a_client_of_that_token(
    server: Server, admin: AtlanClient, as_token_client, unique: str, client_class
):
    token = admin.token.create(f"resolved {unique}")
    client = client_class.from_token_guid(guid=token.guid, base_url=server.url)
    assert client.user.get_current().username == token.username
    admin.token.purge(token.guid)


def test_a_bearer_got_by_a_token_dies_with_the_token(
    server: Server, admin: AtlanClient, client_with, as_token_client, unique: str
):
    token = admin.token.create(f"resolved {unique}")
    bearer = AtlanClient.from_token_guid(guid=token.guid, base_url=server.url).api_key
    assert client_with(bearer).user.get_current().username == token.username
    admin.token.purge(token.guid)
    with pytest.raises(AtlanError, match="401"):
        client_with(bearer).user.get_current()


def test_a_client_that_may_not_act_for_people_does_not(admin: AtlanClient, invite, as_token_client):
    with pytest.raises(AtlanError, match="impersonate"):
        admin.impersonate.user(invite().id)


def test_impersonate_a_user(admin: AtlanClient, invite, client_with, as_exchanging_client):
    person = invite()
    client = client_with(admin.impersonate.user(person.id))
    current = client.user.get_current()
    assert (current.id, current.username) == (person.id, person.username)


def test_nobody_is_impersonated_beyond_what_the_client_was_allowed(
    server: Server, admin: AtlanClient, as_exchanging_client
):
    with pytest.raises(AtlanError, match="impersonate"):
        admin.impersonate.user(admin.user.get_by_username(server.username).id)
    with pytest.raises(AtlanError, match="impersonate"):
        admin.impersonate.user("00000000-0000-4000-8000-000000000000")


def test_a_token_becomes_an_admin_of_a_connection_through_its_admin(
    server: Server, admin: AtlanClient, invite, as_exchanging_client, unique: str
):
    person = invite()
    to_create = Connection.creator(
        client=admin,
        name=f"owned {unique}",
        connector_type=AtlanConnectorType.POSTGRES,
        admin_users=[person.username],
    )
    connection = admin.asset.save(to_create).assets_created(Connection)[0]
    token = admin.token.create(f"joins {unique}")
    joining = AtlanClient(base_url=server.url, api_key=token.attributes.access_token)
    response = joining.user.add_as_admin(connection.guid, admin.impersonate.user(person.id))
    assert response and [one.guid for one in response.assets_updated(Connection)] == [connection.guid]
    fresh = admin.asset.get_by_guid(connection.guid, Connection)
    assert {person.username, token.username} <= fresh.admin_users


def test_a_bearer_that_ran_out_is_followed_by_the_next(server: Server, invite, as_exchanging_client):
    person = invite()
    client = AtlanClient(base_url=server.url, api_key="clv_usr_of-an-hour-ago")
    client._user_id = person.id
    assert client.user.get_current().id == person.id
    assert client.api_key != "clv_usr_of-an-hour-ago"
