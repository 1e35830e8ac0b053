"""Saving, reading, archiving, restoring and purging assets with the client's own helpers."""

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import InvalidRequestError, NotFoundError
from pyatlan.model.assets import Column, Connection, Database, Schema, Table
from pyatlan.model.enums import AtlanConnectorType, CertificateStatus, EntityStatus


@pytest.fixture(scope="module")
def connection(admin: AtlanClient) -> Connection:
    to_create = Connection.creator(
        client=admin,
        name="made by hand",
        connector_type=AtlanConnectorType.POSTGRES,
        admin_roles=[admin.role_cache.get_id_for_name("$admin")],
    )
    return admin.asset.save(to_create).assets_created(Connection)[0]


@pytest.fixture(scope="module")
def schema(admin: AtlanClient, connection: Connection) -> Schema:
    database = Database.creator(name="db", connection_qualified_name=connection.qualified_name)
    created = admin.asset.save(database).assets_created(Database)[0]
    response = admin.asset.save(Schema.creator(name="public", database_qualified_name=created.qualified_name))
    assert [one.guid for one in response.assets_updated(Database)] == [created.guid]
    return response.assets_created(Schema)[0]


def test_the_creator_becomes_an_admin_of_the_connection(admin: AtlanClient, connection: Connection):
    fresh = admin.asset.get_by_guid(connection.guid, Connection)
    assert admin.user.get_current().username in fresh.admin_users


def test_saving_twice_updates_nothing_the_second_time(admin: AtlanClient, schema: Schema):
    table = Table.creator(name="t", schema_qualified_name=schema.qualified_name)
    table.description = "first"
    assert len(admin.asset.save(table).assets_created(Table)) == 1
    again = Table.updater(qualified_name=f"{schema.qualified_name}/t", name="t")
    again.description = "first"
    assert admin.asset.save(again).mutated_entities is None
    again.description = "second"
    updated = admin.asset.save(again).assets_updated(Table)
    assert [one.description for one in updated] == ["second"]


def test_columns_saved_with_their_table_in_one_request(admin: AtlanClient, schema: Schema):
    table = Table.creator(name="with_columns", schema_qualified_name=schema.qualified_name)
    columns = [
        Column.creator(
            name=f"c{n}",
            parent_qualified_name=f"{schema.qualified_name}/with_columns",
            parent_type=Table,
            order=n + 1,
        )
        for n in range(3)
    ]
    response = admin.asset.save([table, *columns])
    assert len(response.assets_created(Column)) == 3
    fetched = admin.asset.get_by_guid(response.assets_created(Table)[0].guid, Table, ignore_relationships=False)
    assert sorted(column.display_text for column in fetched.columns) == ["c0", "c1", "c2"]


def test_archive_restore_and_purge(admin: AtlanClient, schema: Schema):
    saved = admin.asset.save(Table.creator(name="comes_and_goes", schema_qualified_name=schema.qualified_name))
    table = saved.assets_created(Table)[0]
    admin.asset.delete_by_guid(table.guid)
    assert admin.asset.get_by_guid(table.guid, Table).status == EntityStatus.DELETED
    assert admin.asset.restore(Table, table.qualified_name)
    assert admin.asset.get_by_guid(table.guid, Table).status == EntityStatus.ACTIVE
    assert len(admin.asset.purge_by_guid(table.guid).assets_deleted(Table)) == 1
    with pytest.raises(NotFoundError, match="ATLAS-404-00-005"):
        admin.asset.get_by_guid(table.guid, Table)


def test_update_certificate(admin: AtlanClient, schema: Schema):
    saved = admin.asset.save(Table.creator(name="certified", schema_qualified_name=schema.qualified_name))
    table = saved.assets_created(Table)[0]
    result = admin.asset.update_certificate(Table, table.qualified_name, table.name, CertificateStatus.VERIFIED, "ok")
    assert result and result.certificate_status == CertificateStatus.VERIFIED


def test_a_connection_without_admins_is_refused(admin: AtlanClient, connection: Connection):
    update = Connection.updater(qualified_name=connection.qualified_name, name=connection.name)
    update.admin_users, update.admin_groups, update.admin_roles = set(), set(), set()
    with pytest.raises(InvalidRequestError, match="ATLAS-400-00-114"):
        admin.asset.save(update)
