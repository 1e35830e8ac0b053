"""Tags with the client's own helpers: defined, put on assets, changed, found by, taken off, purged."""

from collections.abc import Iterator

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import ConflictError, InvalidRequestError, NotFoundError, PermissionError
from pyatlan.model.assets import Asset, Column, Connection, Database, Schema, Table
from pyatlan.model.core import AtlanTag, AtlanTagName
from pyatlan.model.enums import AtlanConnectorType, AtlanIcon, AtlanTagColor
from pyatlan.model.fluent_search import CompoundQuery, FluentSearch
from pyatlan.model.typedef import AtlanTagDef


def define(client: AtlanClient, name: str) -> str:
    definition = AtlanTagDef.create(name=name, color=AtlanTagColor.RED, icon=AtlanIcon.ATLAN_TAG)
    response = client.typedef.create(definition)
    assert response.atlan_tag_defs[0].display_name == name
    assert response.atlan_tag_defs[0].name != name
    return response.atlan_tag_defs[0].name


@pytest.fixture(scope="module")
def tag(admin: AtlanClient) -> str:
    define(admin, "PII of the tests")
    return "PII of the tests"


@pytest.fixture(scope="module")
def table(admin: AtlanClient) -> Iterator[Table]:
    connection = Connection.creator(
        client=admin,
        name="tagged",
        connector_type=AtlanConnectorType.POSTGRES,
        admin_roles=[admin.role_cache.get_id_for_name("$admin")],
    )
    saved = admin.asset.save(connection).assets_created(Connection)[0]
    database = admin.asset.save(Database.creator(name="db", connection_qualified_name=saved.qualified_name))
    schema = Schema.creator(name="s", database_qualified_name=database.assets_created(Database)[0].qualified_name)
    schema = admin.asset.save(schema).assets_created(Schema)[0]
    table = Table.creator(name="t", schema_qualified_name=schema.qualified_name)
    qualified_name = f"{schema.qualified_name}/t"
    column = Column.creator(name="c", parent_qualified_name=qualified_name, parent_type=Table, order=1)
    response = admin.asset.save([table, column])
    yield response.assets_created(Table)[0]


def tags_of(client: AtlanClient, guid: str, asset_type: type[Asset]) -> list[AtlanTag]:
    return client.asset.get_by_guid(guid, asset_type, ignore_relationships=False).atlan_tags or []


def column_of(client: AtlanClient, table: Table) -> Column:
    return client.asset.get_by_qualified_name(f"{table.qualified_name}/c", Column)


def found(client: AtlanClient, query) -> set[str]:
    request = FluentSearch.select().where(query).include_on_results("name").page_size(20).to_request()
    return {asset.name for asset in client.asset.search(request)}


def test_a_tag_is_added_and_reaches_the_columns(admin: AtlanClient, table: Table, tag: str):
    admin.asset.add_atlan_tags(
        asset_type=Table,
        qualified_name=table.qualified_name,
        atlan_tag_names=[tag],
        propagate=True,
        remove_propagation_on_delete=True,
        restrict_lineage_propagation=False,
    )
    (own,) = tags_of(admin, table.guid, Table)
    assert str(own.type_name) == tag and own.propagate and own.entity_guid == table.guid
    (arrived,) = tags_of(admin, column_of(admin, table).guid, Column)
    assert str(arrived.type_name) == tag and arrived.entity_guid == table.guid


def test_an_asset_is_found_by_its_tag(admin: AtlanClient, table: Table, tag: str):
    assert found(admin, CompoundQuery.tagged(admin, with_one_of=[tag], directly=True)) == {"t"}
    assert found(admin, CompoundQuery.tagged(admin, with_one_of=[tag])) == {"t", "c"}
    here = Asset.QUALIFIED_NAME.startswith(table.qualified_name)
    request = FluentSearch.select().where(here).where(Asset.ATLAN_TAGS.has_any_value()).to_request()
    (hit,) = list(admin.asset.search(request))
    assert [str(one.type_name) for one in hit.atlan_tags] == [tag]


def test_tags_are_counted(admin: AtlanClient, table: Table, tag: str):
    here = FluentSearch.select().where(Asset.QUALIFIED_NAME.startswith(table.qualified_name))
    request = here.aggregate("tags", Asset.ATLAN_TAGS.bucket_by()).page_size(0).to_request()
    buckets = admin.asset.search(request).aggregations["tags"].buckets
    assert [admin.atlan_tag_cache.get_name_for_id(bucket.key) for bucket in buckets] == [tag]


def test_a_tag_is_updated(admin: AtlanClient, table: Table, tag: str):
    admin.asset.update_atlan_tags(
        asset_type=Table,
        qualified_name=table.qualified_name,
        atlan_tag_names=[tag],
        propagate=False,
        remove_propagation_on_delete=True,
        restrict_lineage_propagation=True,
    )
    (own,) = tags_of(admin, table.guid, Table)
    assert not own.propagate and own.restrict_propagation_through_lineage
    assert tags_of(admin, column_of(admin, table).guid, Column) == []


def test_a_tag_in_use_is_not_purged(admin: AtlanClient, table: Table, tag: str):
    with pytest.raises(ConflictError, match="ATLAS-400-00-0016"):
        admin.typedef.purge(tag, AtlanTagDef)


def test_a_tag_is_removed(admin: AtlanClient, table: Table, tag: str):
    admin.asset.remove_atlan_tag(Table, table.qualified_name, tag)
    assert tags_of(admin, table.guid, Table) == []
    assert found(admin, CompoundQuery.tagged(admin, with_one_of=[tag])) == set()


def test_saving_replaces_tags_only_when_told_to(admin: AtlanClient, table: Table, tag: str):
    updated = Table.updater(table.qualified_name, table.name)
    updated.atlan_tags = [AtlanTag(type_name=AtlanTagName(tag))]
    assert admin.asset.save(updated).mutated_entities is None
    response = admin.asset.save(updated, replace_atlan_tags=True)
    assert [str(one.type_name) for one in response.assets_updated(Table)[0].atlan_tags] == [tag]
    assert admin.asset.save(updated, replace_atlan_tags=True).mutated_entities is None
    updated.atlan_tags = []
    assert len(admin.asset.save(updated, replace_atlan_tags=True).assets_updated(Table)) == 1
    assert tags_of(admin, table.guid, Table) == []


def test_a_name_is_taken_once(admin: AtlanClient, tag: str):
    with pytest.raises(ConflictError, match="ATLAS-409-00-012"):
        define(admin, tag)


def test_a_definition_is_found_and_changed(admin: AtlanClient, unique: str):
    internal = define(admin, f"before {unique}")
    definition = admin.typedef.get_by_name(internal)
    assert isinstance(definition, AtlanTagDef) and definition.display_name == f"before {unique}"
    definition.display_name = f"after {unique}"
    assert admin.typedef.update(definition).atlan_tag_defs[0].name == internal
    admin.atlan_tag_cache.refresh_cache()
    assert admin.atlan_tag_cache.get_id_for_name(f"after {unique}") == internal


def test_a_tag_is_purged(admin: AtlanClient, unique: str):
    internal = define(admin, unique)
    admin.typedef.purge(unique, AtlanTagDef)
    with pytest.raises((NotFoundError, InvalidRequestError)):
        admin.typedef.get_by_name(internal)


def test_a_token_without_a_role_defines_nothing(page, client_with, unique: str):
    made = page.post("/api/clavis/v1/api-tokens", json={"displayName": unique, "role": "none"})
    assert made.status_code == 200, made.text
    with pytest.raises(PermissionError, match="ATLAS-403-00-001"):
        define(client_with(made.json()["attributes"]["accessToken"]), unique)
