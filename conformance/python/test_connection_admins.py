"""Who administers a connection: named when it is made, changed with it, and an API token that somebody lets in."""

from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import AtlanError, InvalidRequestError, NotFoundError, PermissionError
from pyatlan.model.assets import Connection
from pyatlan.model.enums import AtlanConnectorType, AtlanWorkflowPhase, WorkflowPackage
from pyatlan.model.group import AtlanGroup
from pyatlan.model.packages import APITokenConnectionAdmin
from pyatlan_v9.client.atlan import AtlanClient as AtlanClientV9
from pyatlan_v9.model.assets import Connection as ConnectionV9
from pyatlan_v9.model.packages import APITokenConnectionAdmin as APITokenConnectionAdminV9

from server import Server

GENERATIONS = [
    pytest.param((AtlanClient, Connection, APITokenConnectionAdmin), id="classic"),
    pytest.param((AtlanClientV9, ConnectionV9, APITokenConnectionAdminV9), id="v9"),
]


@pytest.fixture
def bearer(page: httpx.Client) -> str:
    """What the account page hands out: the first admin, a person, for 60 minutes."""
    answer = page.post("/api/clavis/v1/bearers")
    assert answer.status_code == 200, answer.text
    return answer.json()["secret"]


@pytest.fixture
def new_token(admin: AtlanClient, unique: str):
    """An API token that administers nothing, and is gone with the test."""
    token = admin.token.create(f"joins {unique}")
    yield token
    admin.token.purge(token.guid)


@pytest.fixture
def group(admin: AtlanClient, unique: str, invite: Callable) -> AtlanGroup:
    """A group with somebody in it."""
    alias = f"keepers {unique}"
    admin.group.create(AtlanGroup.create(alias=alias), user_ids=[invite().id])
    found = admin.group.get_by_name(alias)
    assert found and found.records
    return found.records[0]


def create_connection(client, connection_class, **admins):
    to_create = connection_class.creator(
        client=client, name=f"kept {uuid4().hex[:10]}", connector_type=AtlanConnectorType.POSTGRES, **admins
    )
    # Names have a resolution of one second.
    to_create.qualified_name = f"default/postgres/{uuid4().int % 10**10:010d}"
    return client.asset.save(to_create).assets_created(connection_class)[0]


def read(client, connection_class, connection):
    return client.asset.get_by_guid(connection.guid, connection_class, ignore_relationships=True)


@pytest.fixture(params=GENERATIONS)
def generation(request, server: Server):
    """The client of one generation with the token of the bootstrap file, its class of connections and its package."""
    client_class, connection_class, package_class = request.param
    return client_class(base_url=server.url, api_key=server.token), client_class, connection_class, package_class


def test_a_connection_is_made_with_users_groups_and_roles(server: Server, generation, admin: AtlanClient, group):
    client, _, connection_class, _ = generation
    role = admin.role_cache.get_id_for_name("$admin")
    connection = create_connection(
        client, connection_class, admin_users=[server.username], admin_groups=[group.name], admin_roles=[role]
    )
    fresh = read(client, connection_class, connection)
    assert set(fresh.admin_users) == {server.username, client.user.get_current().username}
    assert list(fresh.admin_groups) == [group.name]
    assert list(fresh.admin_roles) == [role]


def test_a_connection_needs_an_admin_who_is_there(generation):
    client, _, connection_class, _ = generation
    with pytest.raises(ValueError, match="admin_user"):
        create_connection(client, connection_class)
    with pytest.raises((NotFoundError, ValueError), match="nobody-of-this-name"):
        create_connection(client, connection_class, admin_users=["nobody-of-this-name"])


def test_absent_keeps_empty_clears_and_values_replace(server: Server, generation, admin: AtlanClient, group):
    client, _, connection_class, _ = generation
    role = admin.role_cache.get_id_for_name("$admin")
    connection = create_connection(client, connection_class, admin_roles=[role], admin_groups=[group.name])
    own = client.user.get_current().username

    def update(**lists):
        change = connection_class.updater(qualified_name=connection.qualified_name, name=connection.name)
        for name, value in lists.items():
            setattr(change, name, value)
        return client.asset.save(change)

    update(description="nothing about admins")
    fresh = read(client, connection_class, connection)
    assert (set(fresh.admin_users), list(fresh.admin_groups), list(fresh.admin_roles)) == ({own}, [group.name], [role])
    update(admin_groups=set(), admin_roles=set())
    fresh = read(client, connection_class, connection)
    assert (set(fresh.admin_users), fresh.admin_groups or set(), fresh.admin_roles or set()) == ({own}, set(), set())
    update(admin_users={own, server.username})
    assert set(read(client, connection_class, connection).admin_users) == {own, server.username}


def test_the_last_admin_stays(generation):
    client, _, connection_class, _ = generation
    connection = create_connection(client, connection_class, admin_users=[client.user.get_current().username])
    change = connection_class.updater(qualified_name=connection.qualified_name, name=connection.name)
    change.admin_users = set()
    with pytest.raises(InvalidRequestError, match="ATLAS-400-00-114"):
        client.asset.save(change)
    assert set(read(client, connection_class, connection).admin_users) == {client.user.get_current().username}


def test_a_token_becomes_an_admin_with_the_bearer_of_a_person_who_is_one(
    server: Server, generation, new_token, bearer: str
):
    client, client_class, connection_class, _ = generation
    connection = create_connection(client, connection_class, admin_users=[server.username])
    joining = client_class(base_url=server.url, api_key=new_token.attributes.access_token)
    with pytest.raises(NotFoundError):
        joining.asset.get_by_guid(connection.guid, connection_class)
    response = joining.user.add_as_admin(connection.guid, bearer)
    assert [one.guid for one in response.assets_updated(connection_class)] == [connection.guid]
    fresh = joining.asset.get_by_guid(connection.guid, connection_class)
    assert set(fresh.admin_users) == {
        server.username,
        client.user.get_current().username,
        joining.user.get_current().username,
    }


def test_a_token_does_not_become_an_admin_by_its_own_bearer(server: Server, generation, new_token):
    client, client_class, connection_class, _ = generation
    connection = create_connection(client, connection_class, admin_users=[server.username])
    secret = new_token.attributes.access_token
    joining = client_class(base_url=server.url, api_key=secret)
    with pytest.raises(NotFoundError):
        joining.user.add_as_admin(connection.guid, secret)


def test_the_package_makes_a_token_an_admin(server: Server, generation, new_token):
    client, _, connection_class, package_class = generation
    connection = create_connection(client, connection_class, admin_users=[server.username])
    workflow = (
        package_class()
        .config(connection_qualified_name=connection.qualified_name, api_token_guid=new_token.guid)
        .to_workflow()
    )
    response = client.workflow.run(workflow)
    assert client.workflow.monitor(response) == AtlanWorkflowPhase.SUCCESS
    assert f"service-account-{new_token.client_id}" in read(client, connection_class, connection).admin_users
    found = client.workflow.find_by_type(prefix=WorkflowPackage.API_TOKEN_CONNECTION_ADMIN, max_results=5)
    assert response.metadata.name in [one.source.metadata.name for one in found]


def test_the_package_fails_loudly_for_who_may_not(
    server: Server, admin: AtlanClient, generation, new_token, unique: str
):
    client, client_class, connection_class, package_class = generation
    connection = create_connection(client, connection_class, admin_users=[client.user.get_current().username])
    stranger = admin.token.create(f"submits {unique}")
    submitting = client_class(base_url=server.url, api_key=stranger.attributes.access_token)
    workflow = (
        package_class()
        .config(connection_qualified_name=connection.qualified_name, api_token_guid=new_token.guid)
        .to_workflow()
    )
    response = submitting.workflow.run(workflow)
    assert submitting.workflow.monitor(response) == AtlanWorkflowPhase.FAILED
    assert set(read(client, connection_class, connection).admin_users) == {client.user.get_current().username}
    admin.token.purge(stranger.guid)


def test_nobody_adds_admins_who_is_none(generation, new_token, client_with):
    client, _, connection_class, _ = generation
    connection = create_connection(client, connection_class, admin_users=[client.user.get_current().username])
    joining = client_with(new_token.attributes.access_token)
    change = Connection.updater(qualified_name=connection.qualified_name, name=connection.name)
    change.admin_users = {joining.user.get_current().username}
    with pytest.raises((AtlanError, PermissionError)):
        joining.asset.save(change)
    assert joining.user.get_current().username not in read(client, connection_class, connection).admin_users
