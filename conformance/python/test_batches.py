"""Batches of a thousand, in each way in which they may create assets."""

import pytest
from pyatlan.client.asset import Batch
from pyatlan.client.atlan import AtlanClient
from pyatlan.model.assets import Asset, Column, Connection, Database, Schema, Table, View
from pyatlan.model.enums import AssetCreationHandling, AtlanConnectorType
from pyatlan.model.fluent_search import CompoundQuery, FluentSearch

THOUSAND = 1000


@pytest.fixture(scope="module")
def schema(admin: AtlanClient) -> Schema:
    connection = Connection.creator(
        client=admin,
        name="batched",
        connector_type=AtlanConnectorType.ORACLE,
        admin_roles=[admin.role_cache.get_id_for_name("$admin")],
    )
    saved = admin.asset.save(connection).assets_created(Connection)[0]
    database = Database.creator(name="db", connection_qualified_name=saved.qualified_name)
    created = admin.asset.save(database).assets_created(Database)[0]
    response = admin.asset.save(Schema.creator(name="s", database_qualified_name=created.qualified_name))
    return response.assets_created(Schema)[0]


def tables(schema: Schema, prefix: str, count: int, description: str) -> list[Table]:
    made = [Table.creator(name=f"{prefix}{n:04}", schema_qualified_name=schema.qualified_name) for n in range(count)]
    for table in made:
        table.description = description
    return made


def send(batch: Batch, assets: list) -> Batch:
    for asset in assets:
        batch.add(asset)
    batch.flush()
    assert not batch.failures
    return batch


def stored(admin: AtlanClient, schema: Schema, prefix: str) -> FluentSearch:
    beneath = Asset.QUALIFIED_NAME.startswith(f"{schema.qualified_name}/{prefix}")
    return FluentSearch.select().where(beneath).include_on_results(Asset.DESCRIPTION).page_size(300)


def test_creates_a_thousand_then_updates_them_then_finds_nothing_to_do(admin: AtlanClient, schema: Schema):
    first = send(Batch(admin, max_size=THOUSAND, track=True), tables(schema, "full", THOUSAND, "one"))
    assert (first.num_created, first.num_updated, len(first.created)) == (THOUSAND, 0 + first.num_updated, THOUSAND)
    found = list(stored(admin, schema, "full").execute(admin))
    assert len({table.guid for table in found}) == THOUSAND
    second = send(Batch(admin, max_size=THOUSAND, track=True), tables(schema, "full", THOUSAND, "two"))
    assert (second.num_created, second.num_updated) == (0, THOUSAND)
    assert {table.description for table in stored(admin, schema, "full").execute(admin)} == {"two"}
    third = send(Batch(admin, max_size=THOUSAND, track=True), tables(schema, "full", THOUSAND, "two"))
    assert (third.num_created, third.num_updated, third.num_restored) == (0, 0, THOUSAND)


def test_goes_in_several_requests_with_what_refers_to_what_is_sent(admin: AtlanClient, schema: Schema):
    [table] = tables(schema, "parent", 1, "with columns")
    columns = [
        Column.creator(name=f"c{n}", parent_qualified_name=table.qualified_name, parent_type=Table, order=n + 1)
        for n in range(250)
    ]
    batch = send(Batch(admin, max_size=100, track=True), [table, *columns])
    assert batch.num_created == 251
    of_table = FluentSearch.select().where(Column.TABLE_QUALIFIED_NAME.eq(table.qualified_name))
    assert of_table.count(admin) == 250


def test_updates_only_what_is_there(admin: AtlanClient, schema: Schema):
    send(Batch(admin, max_size=THOUSAND), tables(schema, "there", 500, "one"))
    batch = Batch(admin, max_size=THOUSAND, update_only=True, track=True)
    send(batch, [*tables(schema, "there", 500, "two"), *tables(schema, "absent", 500, "two")])
    assert (batch.num_created, batch.num_updated, len(batch.skipped)) == (0, 500, 500)
    assert stored(admin, schema, "absent").count(admin) == 0


def test_finds_what_is_there_whatever_its_case(admin: AtlanClient, schema: Schema):
    send(Batch(admin, max_size=THOUSAND), tables(schema, "cased", 20, "one"))
    batch = Batch(admin, max_size=THOUSAND, update_only=True, case_insensitive=True, track=True)
    send(batch, tables(schema, "CASED", 20, "two"))
    assert (batch.num_created, batch.num_updated, len(batch.skipped)) == (0, 20, 0)
    assert {table.description for table in stored(admin, schema, "cased").execute(admin)} == {"two"}


@pytest.mark.parametrize(
    ("handling", "created"),
    [(AssetCreationHandling.FULL, 5), (AssetCreationHandling.PARTIAL, 5)],
)
def test_creates_in_full_or_in_part(
    admin: AtlanClient, schema: Schema, handling: AssetCreationHandling, created: int
):
    prefix = f"handled_{handling.value}_"
    batch = Batch(admin, max_size=THOUSAND, creation_handling=handling, track=True)
    send(batch, tables(schema, prefix, created, "new"))
    assert batch.num_created == created
    [one, *_] = stored(admin, schema, prefix).include_on_results(Asset.IS_PARTIAL).execute(admin)
    assert bool(one.is_partial) == (handling == AssetCreationHandling.PARTIAL)


def test_creates_nothing_when_told_so(admin: AtlanClient, schema: Schema):
    batch = Batch(admin, max_size=THOUSAND, creation_handling=AssetCreationHandling.NONE, update_only=True, track=True)
    send(batch, tables(schema, "never", 5, "new"))
    assert (batch.num_created, len(batch.skipped)) == (0, 5)


def test_takes_a_view_for_a_table_when_told_that_either_will_do(admin: AtlanClient, schema: Schema):
    admin.asset.save(View.creator(name="either", schema_qualified_name=schema.qualified_name))
    batch = Batch(admin, max_size=10, update_only=True, table_view_agnostic=True, track=True)
    table = Table.updater(qualified_name=f"{schema.qualified_name}/either", name="either")
    table.description = "found as a view"
    send(batch, [table])
    assert batch.num_updated == 1
    search = stored(admin, schema, "either").where(CompoundQuery.asset_type(View))
    assert [view.description for view in search.execute(admin)] == ["found as a view"]


def test_brings_back_what_was_archived(admin: AtlanClient, schema: Schema):
    send(Batch(admin, max_size=10), tables(schema, "back", 1, "one"))
    [table] = list(stored(admin, schema, "back").execute(admin))
    admin.asset.delete_by_guid(table.guid)
    again = Table.updater(qualified_name=table.qualified_name, name=table.name)
    again.description = "two"
    batch = send(Batch(admin, max_size=10, update_only=True, track=True), [again])
    assert batch.num_created == 0 and not batch.skipped
