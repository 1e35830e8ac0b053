"""Query collections, folders and queries, shared with people and tokens: the classic models and those of the ninth generation."""

from types import SimpleNamespace

import pyatlan.model.assets as classic_assets
import pyatlan.model.fluent_search as classic_search
import pyatlan_v9.model.assets as ninth_assets
import pyatlan_v9.model.fluent_search as ninth_search
import pytest
from httpx_retries import Retry
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import AtlanError, NotFoundError, PermissionError
from pyatlan.model.enums import AtlanDeleteType, EntityStatus
from pyatlan_v9.client.atlan import AtlanClient as AtlanClientV9

from server import Server
from test_impersonation import as_exchanging_client  # noqa: F401

GENERATIONS = {
    "classic": (AtlanClient, classic_assets, classic_search),
    "ninth": (AtlanClientV9, ninth_assets, ninth_search),
}


@pytest.fixture(params=GENERATIONS)
def sdk(request: pytest.FixtureRequest, server: Server) -> SimpleNamespace:
    """One generation of the client: its models, and `client(bearer)`, which takes a refusal for an answer."""
    client_class, assets, search = GENERATIONS[request.param]
    return SimpleNamespace(
        assets=assets,
        search=search,
        client=lambda bearer: client_class(base_url=server.url, api_key=bearer, retry=Retry(total=0)),
    )


@pytest.fixture
def person(sdk: SimpleNamespace, admin: AtlanClient, invite, as_exchanging_client):  # noqa: F811
    """A member and a client with a bearer of theirs."""
    user = invite()
    bearer = admin.impersonate.user(user.id)
    return SimpleNamespace(username=user.username, bearer=bearer, client=sdk.client(bearer))


def make_collection(sdk: SimpleNamespace, client, name: str):
    return client.asset.save(sdk.assets.Collection.creator(client=client, name=name)).assets_created(
        sdk.assets.Collection
    )[0]


def names_in(sdk: SimpleNamespace, client, collection) -> set[str]:
    request = (
        sdk.search.FluentSearch.select()
        .where(sdk.search.CompoundQuery.active_assets())
        .where(sdk.assets.Asset.QUALIFIED_NAME.startswith(collection.qualified_name))
        .page_size(50)
        .to_request()
    )
    return {asset.name for asset in client.asset.search(request)}


def guids(assets) -> list[str]:
    return [asset.guid for asset in assets]


@pytest.fixture
def tree(sdk: SimpleNamespace, person, unique: str) -> SimpleNamespace:
    """collection / folder / subfolder / query, as the insights tests of the client make them"""
    collection = make_collection(sdk, person.client, f"collection {unique}")
    assert collection.qualified_name.startswith(f"default/collection/{person.username}/")

    response = person.client.asset.save(
        sdk.assets.Folder.creator(name=f"folder {unique}", collection_qualified_name=collection.qualified_name)
    )
    assert guids(response.assets_updated(sdk.assets.Collection)) == [collection.guid]
    folder = response.assets_created(sdk.assets.Folder)[0]
    assert folder.collection_qualified_name == folder.parent_qualified_name == collection.qualified_name

    response = person.client.asset.save(
        sdk.assets.Folder.creator(name=f"subfolder {unique}", parent_folder_qualified_name=folder.qualified_name)
    )
    assert guids(response.assets_updated(sdk.assets.Folder)) == [folder.guid]
    subfolder = response.assets_created(sdk.assets.Folder)[0]
    assert subfolder.collection_qualified_name == collection.qualified_name
    assert subfolder.parent_qualified_name == folder.qualified_name

    to_create = sdk.assets.Query.creator(
        name=f"query {unique}", parent_folder_qualified_name=subfolder.qualified_name
    )
    to_create.with_raw_query(
        schema_qualified_name="default/snowflake/1735500000/db/schema", query="SELECT * FROM orders"
    )
    response = person.client.asset.save(to_create)
    assert guids(response.assets_updated(sdk.assets.Folder)) == [subfolder.guid]
    query = response.assets_created(sdk.assets.Query)[0]
    assert query.raw_query_text == "SELECT * FROM orders"
    return SimpleNamespace(collection=collection, folder=folder, subfolder=subfolder, query=query)


def test_what_is_in_a_collection_is_found_by_its_qualified_name(sdk, person, tree):
    placed = (tree.collection, tree.folder, tree.subfolder, tree.query)
    assert names_in(sdk, person.client, tree.collection) == {asset.name for asset in placed}


def updater_of(sdk, query, collection_qualified_name: str, parent_qualified_name: str):
    return sdk.assets.Query.updater(
        name=query.name,
        qualified_name=query.qualified_name,
        collection_qualified_name=collection_qualified_name,
        parent_qualified_name=parent_qualified_name,
    )


def test_an_update_keeps_the_qualified_name(sdk, person, tree):
    change = updater_of(sdk, tree.query, tree.collection.qualified_name, tree.subfolder.qualified_name)
    change.raw_query_text = "SELECT 2"
    response = person.client.asset.save(change)
    updated = response.assets_updated(sdk.assets.Query)[0]
    assert (updated.guid, updated.qualified_name) == (tree.query.guid, tree.query.qualified_name)
    fresh = person.client.asset.get_by_guid(tree.query.guid, sdk.assets.Query)
    assert (fresh.raw_query_text, fresh.qualified_name) == ("SELECT 2", tree.query.qualified_name)


def test_a_query_moves_to_another_collection(sdk, person, tree, unique):
    other = make_collection(sdk, person.client, f"other {unique}")
    person.client.asset.save(updater_of(sdk, tree.query, other.qualified_name, other.qualified_name))
    fresh = person.client.asset.get_by_guid(tree.query.guid, sdk.assets.Query)
    assert fresh.qualified_name.startswith(f"{other.qualified_name}/query/{person.username}/")
    assert fresh.collection_qualified_name == fresh.parent_qualified_name == other.qualified_name
    assert names_in(sdk, person.client, other) == {other.name, tree.query.name}
    assert tree.query.name not in names_in(sdk, person.client, tree.collection)


def test_a_folder_takes_what_is_in_it_along(sdk, person, tree, unique):
    other = make_collection(sdk, person.client, f"other {unique}")
    change = sdk.assets.Folder.updater(qualified_name=tree.folder.qualified_name, name=tree.folder.name)
    change.parent = sdk.assets.Collection.ref_by_qualified_name(other.qualified_name)
    person.client.asset.save(change)
    moved = (tree.folder, tree.subfolder, tree.query)
    assert names_in(sdk, person.client, other) == {other.name, *(asset.name for asset in moved)}
    subfolder = person.client.asset.get_by_guid(tree.subfolder.guid, sdk.assets.Folder)
    query = person.client.asset.get_by_guid(tree.query.guid, sdk.assets.Query)
    assert query.parent_qualified_name == subfolder.qualified_name
    assert query.collection_qualified_name == subfolder.collection_qualified_name == other.qualified_name


def test_a_soft_deleted_query_answers_as_such(sdk, person, tree):
    response = person.client.asset.delete_by_guid(tree.query.guid)
    deleted = response.assets_deleted(sdk.assets.Query)[0]
    assert (deleted.guid, deleted.qualified_name) == (tree.query.guid, tree.query.qualified_name)
    # The models of the ninth generation have no such field.
    assert getattr(deleted, "delete_handler", "SOFT") == "SOFT"
    assert deleted.status == EntityStatus.DELETED
    fresh = person.client.asset.get_by_guid(tree.query.guid, sdk.assets.Query)
    assert (fresh.status, fresh.is_incomplete) == (EntityStatus.DELETED, False)


@pytest.mark.parametrize("delete_type", [AtlanDeleteType.HARD, AtlanDeleteType.PURGE])
def test_a_collection_goes_with_all_that_is_in_it(sdk, person, tree, delete_type):
    response = person.client.asset.purge_by_guid(tree.collection.guid, delete_type)
    placed = (tree.collection, tree.folder, tree.subfolder, tree.query)
    assert {asset.guid for asset in response.assets_deleted(sdk.assets.Asset)} == set(guids(placed))
    for asset in placed:
        with pytest.raises(NotFoundError):
            person.client.asset.get_by_guid(asset.guid)


@pytest.fixture
def token(sdk: SimpleNamespace, admin: AtlanClient, unique: str):
    created = admin.token.create(f"works in a collection {unique}")
    yield SimpleNamespace(username=created.username, client=sdk.client(created.attributes.access_token))
    admin.token.purge(created.guid)


def test_a_stranger_finds_nothing(sdk, tree, token):
    assert names_in(sdk, token.client, tree.collection) == set()
    with pytest.raises(NotFoundError):
        token.client.asset.get_by_guid(tree.query.guid)
    with pytest.raises(AtlanError):
        token.client.asset.save(
            sdk.assets.Query.creator(name="q", collection_qualified_name=tree.collection.qualified_name)
        )


def test_a_token_that_is_added_as_viewer_sees_and_changes_nothing(sdk, person, tree, token):
    response = token.client.user.add_as_viewer(tree.collection.guid, person.bearer)
    assert guids(response.assets_updated(sdk.assets.Collection)) == [tree.collection.guid]
    assert tree.query.name in names_in(sdk, token.client, tree.collection)
    assert token.client.asset.get_by_guid(tree.query.guid, sdk.assets.Query).raw_query_text == "SELECT * FROM orders"
    change = updater_of(sdk, tree.query, tree.collection.qualified_name, tree.subfolder.qualified_name)
    change.raw_query_text = "SELECT 2"
    with pytest.raises(PermissionError):
        token.client.asset.save(change)
    with pytest.raises(PermissionError):
        token.client.asset.delete_by_guid(tree.query.guid)
    itself = sdk.assets.Collection.updater(
        qualified_name=tree.collection.qualified_name, name=tree.collection.name
    )
    itself.admin_users = {person.username, token.username}
    with pytest.raises(PermissionError):
        token.client.asset.save(itself)
    fresh = person.client.asset.get_by_guid(tree.collection.guid, sdk.assets.Collection)
    assert (set(fresh.admin_users), set(fresh.viewer_users)) == ({person.username}, {token.username})


def test_a_token_that_is_added_as_admin_changes_what_is_in_it(sdk, person, tree, token):
    token.client.user.add_as_admin(tree.collection.guid, person.bearer)
    made = token.client.asset.save(
        sdk.assets.Query.creator(name="by the token", parent_folder_qualified_name=tree.folder.qualified_name)
    ).assets_created(sdk.assets.Query)[0]
    assert made.qualified_name.startswith(f"{tree.collection.qualified_name}/query/{token.username}/")
    assert made.name in names_in(sdk, person.client, tree.collection)
    change = sdk.assets.Collection.updater(
        qualified_name=tree.collection.qualified_name, name=tree.collection.name
    )
    change.admin_users = {token.username}
    token.client.asset.save(change)
    fresh = token.client.asset.get_by_guid(tree.collection.guid, sdk.assets.Collection)
    assert set(fresh.admin_users) == {person.username, token.username}
    token.client.asset.purge_by_guid(made.guid)
