"""Lineage with the client's own helpers: both ways, neighbours, filters, pages of one."""

from collections.abc import Iterator

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import InvalidRequestError, NotFoundError
from pyatlan.model.assets import Asset, Connection, Database, Process, Schema, Table
from pyatlan.model.enums import AtlanConnectorType, EntityStatus, LineageDirection
from pyatlan.model.lineage import FluentLineage


@pytest.fixture(scope="module")
def assets(admin: AtlanClient) -> Iterator[dict[str, Asset]]:
    """start -> first -> middle -> second -> end"""
    connection = Connection.creator(
        client=admin,
        name="lineage of the tests",
        connector_type=AtlanConnectorType.POSTGRES,
        admin_roles=[admin.role_cache.get_id_for_name("$admin")],
    )
    connection = admin.asset.save(connection).assets_created(Connection)[0]
    database = Database.creator(name="db", connection_qualified_name=connection.qualified_name)
    database = admin.asset.save(database).assets_created(Database)[0]
    schema = Schema.creator(name="s", database_qualified_name=database.qualified_name)
    schema = admin.asset.save(schema).assets_created(Schema)[0]
    tables = [Table.creator(name=name, schema_qualified_name=schema.qualified_name) for name in ("start", "middle", "end")]
    for number, table in enumerate(tables):
        table.row_count = number * 10
    made = {table.name: table for table in admin.asset.save(tables).assets_created(Table)}

    def draw(name: str, source: str, target: str) -> Process:
        process = Process.creator(
            name=name,
            connection_qualified_name=connection.qualified_name,
            inputs=[Table.ref_by_guid(made[source].guid)],
            outputs=[Table.ref_by_guid(made[target].guid)],
        )
        response = admin.asset.save(process)
        assert len(response.assets_updated(Table)) == 2
        return response.assets_created(Process)[0]

    yield made | {"first": draw("first", "start", "middle"), "second": draw("second", "middle", "end")}


def listed(client: AtlanClient, request: FluentLineage) -> list[Asset]:
    return list(client.asset.get_lineage_list(request.request))


def names(client: AtlanClient, request: FluentLineage) -> list[str]:
    return [asset.name for asset in listed(client, request)]


def test_downstream_with_depths(admin: AtlanClient, assets: dict[str, Asset]):
    found = listed(admin, FluentLineage(starting_guid=assets["start"].guid, includes_on_results=Asset.NAME))
    assert [(asset.name, asset.depth) for asset in found] == [("first", 1), ("middle", 1), ("second", 2), ("end", 2)]
    assert [type(asset) for asset in found] == [Process, Table, Process, Table]


def test_upstream(admin: AtlanClient, assets: dict[str, Asset]):
    request = FluentLineage(starting_guid=assets["end"].guid, direction=LineageDirection.UPSTREAM)
    assert names(admin, request) == ["second", "middle", "first", "start"]
    assert names(admin, request.depth(1)) == ["second", "middle"]


def test_pages_of_one(admin: AtlanClient, assets: dict[str, Asset]):
    assert len(names(admin, FluentLineage(starting_guid=assets["start"].guid, size=1))) == 4


def test_immediate_neighbours(admin: AtlanClient, assets: dict[str, Asset]):
    request = FluentLineage(starting_guid=assets["start"].guid, immediate_neighbors=True, size=20)
    found = {asset.name: asset for asset in listed(admin, request)}
    start, first, end = found["start"], found["first"], found["end"]
    assert start.depth == 0 and not start.immediate_upstream
    assert [one.guid for one in start.immediate_downstream] == [assets["middle"].guid]
    assert first.immediate_upstream == [] and [one.name for one in first.immediate_downstream] == ["second"]
    assert [one.name for one in end.immediate_upstream] == ["middle"] and not end.immediate_downstream


def test_nothing_is_an_empty_list(admin: AtlanClient, assets: dict[str, Asset]):
    assert names(admin, FluentLineage(starting_guid=assets["end"].guid)) == []


@pytest.mark.parametrize(
    "criterion, expected",
    [
        (Asset.NAME.in_lineage.eq("end"), ["end"]),
        (Asset.NAME.in_lineage.neq("end"), ["first", "middle", "second"]),
        (Asset.NAME.in_lineage.starts_with("s"), ["second"]),
        (Asset.NAME.in_lineage.ends_with("d"), ["second", "end"]),
        (Asset.NAME.in_lineage.contains("idd"), ["middle"]),
        (Asset.NAME.in_lineage.does_not_contain("d"), ["first"]),
        (Table.ROW_COUNT.in_lineage.eq(20), ["end"]),
        (Table.ROW_COUNT.in_lineage.gt(10), ["end"]),
        (Table.ROW_COUNT.in_lineage.gte(10), ["middle", "end"]),
        (Table.ROW_COUNT.in_lineage.lt(20), ["middle"]),
        (Table.ROW_COUNT.in_lineage.lte(20), ["middle", "end"]),
        (Table.ROW_COUNT.in_lineage.neq(20), ["first", "middle", "second"]),
        (Table.ROW_COUNT.in_lineage.has_any_value(), ["middle", "end"]),
        (Table.ROW_COUNT.in_lineage.has_no_value(), ["first", "second"]),
        (Asset.HAS_LINEAGE.in_lineage.eq(True), ["middle", "end"]),
        (Asset.TYPE_NAME.in_lineage.eq("Process"), ["first", "second"]),
        (Asset.STATUS.in_lineage.eq(EntityStatus.ACTIVE), ["first", "middle", "second", "end"]),
    ],
)
def test_filters(admin: AtlanClient, assets: dict[str, Asset], criterion, expected: list[str]):
    request = FluentLineage(starting_guid=assets["start"].guid, includes_in_results=criterion)
    assert names(admin, request) == expected


def test_what_is_not_walked_hides_what_lies_behind(admin: AtlanClient, assets: dict[str, Asset]):
    request = FluentLineage(
        starting_guid=assets["start"].guid,
        where_assets=[FluentLineage.ACTIVE, Asset.NAME.in_lineage.neq("middle")],
        where_relationships=FluentLineage.ACTIVE,
    )
    assert names(admin, request) == ["first"]


def test_attributes_and_relations(admin: AtlanClient, assets: dict[str, Asset]):
    request = FluentLineage(
        starting_guid=assets["start"].guid,
        includes_on_results=[Table.ROW_COUNT, Table.ATLAN_SCHEMA],
        includes_on_relations=Asset.NAME,
        includes_in_results=Asset.NAME.in_lineage.eq("end"),
    )
    (end,) = listed(admin, request)
    assert end.row_count == 20 and end.atlan_schema.name == "s"


def test_refusals(admin: AtlanClient, assets: dict[str, Asset]):
    with pytest.raises(NotFoundError, match="ATLAS-404-00-005"):
        listed(admin, FluentLineage(starting_guid="00000000-0000-4000-8000-000000000000"))
    with pytest.raises(InvalidRequestError):
        listed(admin, FluentLineage(starting_guid=assets["start"].guid, direction=LineageDirection.BOTH))
