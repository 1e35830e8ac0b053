"""Readmes, links, files and badges."""

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import InvalidRequestError, NotFoundError
from pyatlan.model.assets import Badge, Connection, Database, File, Link, Readme
from pyatlan.model.enums import AtlanConnectorType, BadgeComparisonOperator, BadgeConditionColor, FileType
from pyatlan.model.structs import BadgeCondition


@pytest.fixture(scope="module")
def connection(admin: AtlanClient) -> Connection:
    to_create = Connection.creator(
        client=admin,
        name="with resources",
        connector_type=AtlanConnectorType.MYSQL,
        admin_roles=[admin.role_cache.get_id_for_name("$admin")],
    )
    return admin.asset.save(to_create).assets_created(Connection)[0]


@pytest.fixture
def database(admin: AtlanClient, connection: Connection, unique: str) -> Database:
    to_create = Database.creator(name=f"db{unique}", connection_qualified_name=connection.qualified_name)
    return admin.asset.save(to_create).assets_created(Database)[0]


def test_a_readme_is_one_per_asset(admin: AtlanClient, database: Database):
    content = "<h1>Title</h1><p>Ünïcode &amp; more</p>"
    response = admin.asset.save(Readme.creator(asset=database, content=content))
    readme = response.assets_created(Readme)[0]
    assert [one.guid for one in response.assets_updated(Database)] == [database.guid]
    assert readme.qualified_name == f"{database.guid}/readme"
    fresh = admin.asset.get_by_guid(readme.guid, Readme, ignore_relationships=False)
    assert fresh.description == content
    assert fresh.asset.guid == database.guid
    assert admin.asset.get_by_guid(database.guid, Database, ignore_relationships=False).readme.guid == readme.guid
    again = admin.asset.save(Readme.creator(asset=database, content="changed"))
    assert [one.guid for one in again.assets_updated(Readme)] == [readme.guid]
    assert admin.asset.save(Readme.creator(asset=database, content="changed")).mutated_entities is None
    assert admin.asset.purge_by_guid(readme.guid).assets_deleted(Readme)
    with pytest.raises(NotFoundError):
        admin.asset.get_by_guid(readme.guid)


def test_links_hang_on_an_asset(admin: AtlanClient, database: Database):
    random = Link.creator(asset=database, name="docs", link="https://example.com/docs")
    response = admin.asset.save(random)
    link = response.assets_created(Link)[0]
    assert [one.guid for one in response.assets_updated(Database)] == [database.guid]
    named = Link.creator(asset=database, name="runbook", link="https://example.com/a", idempotent=True)
    made = admin.asset.save(named).assets_created(Link)[0]
    assert made.qualified_name == f"{database.qualified_name}/runbook"
    again = Link.creator(asset=database, name="runbook", link="https://example.com/b", idempotent=True)
    assert [one.link for one in admin.asset.save(again).assets_updated(Link)] == ["https://example.com/b"]
    fresh = admin.asset.get_by_guid(database.guid, Database, ignore_relationships=False)
    assert {one.guid for one in fresh.links} == {link.guid, made.guid}
    with pytest.raises(InvalidRequestError):
        admin.asset.save(Link.creator(asset=database, name="bad", link="nowhere"))
    admin.asset.delete_by_guid(link.guid)
    assert admin.asset.restore(Link, link.qualified_name)
    assert admin.asset.purge_by_guid([link.guid, made.guid]).assets_deleted(Link)


def test_a_file_lies_under_its_connection(admin: AtlanClient, connection: Connection):
    to_create = File.creator(
        name="report.pdf", connection_qualified_name=connection.qualified_name, file_type=FileType.PDF
    )
    to_create.file_path = "https://example.com/report.pdf"
    file = admin.asset.save(to_create).assets_created(File)[0]
    assert file.qualified_name == f"{connection.qualified_name}/report.pdf"
    to_update = file.updater(file.qualified_name, file.name)
    to_update.description = "changed"
    assert admin.asset.save(to_update).assets_updated(File)[0].description == "changed"
    admin.asset.delete_by_guid(file.guid)
    assert admin.asset.restore(File, file.qualified_name)
    assert admin.asset.purge_by_guid(file.guid).assets_deleted(File)


def test_a_badge_is_made_changed_and_removed(admin: AtlanClient, unique: str):
    conditions = [
        BadgeCondition.create(
            badge_condition_operator=BadgeComparisonOperator.GTE,
            badge_condition_value="5",
            badge_condition_colorhex=BadgeConditionColor.GREEN,
        )
    ]
    badge = Badge()
    badge.name = "count"
    badge.qualified_name = f"badges/global/set{unique}.attr"
    badge.badge_metadata_attribute = f"set{unique}.attr"
    badge.badge_conditions = conditions
    made = admin.asset.save(badge).assets_created(Badge)[0]
    fresh = admin.asset.get_by_guid(made.guid, Badge)
    assert [one.badge_condition_value for one in fresh.badge_conditions] == [
        one.badge_condition_value for one in conditions
    ]
    to_update = Badge.updater(qualified_name=made.qualified_name, name=made.name)
    to_update.description = "changed"
    assert admin.asset.save(to_update).assets_updated(Badge)[0].description == "changed"
    assert admin.asset.purge_by_guid(made.guid).assets_deleted(Badge)
