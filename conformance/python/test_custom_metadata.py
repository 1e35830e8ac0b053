"""Custom metadata and enumerations with the client's own helpers: defined, put on assets, changed, found by, taken off, purged."""

from collections.abc import Callable

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import ConflictError, InvalidRequestError, NotFoundError, PermissionError
from pyatlan.model.assets import Asset, Connection, Database, Schema, Table
from pyatlan.model.custom_metadata import CustomMetadataDict
from pyatlan.model.enums import (
    AtlanConnectorType,
    AtlanCustomAttributePrimitiveType as Kind,
    AtlanIcon,
    AtlanTagColor,
    AtlanTypeCategory,
)
from pyatlan.model.fields.atlan_fields import CustomMetadataField
from pyatlan.model.fluent_search import FluentSearch
from pyatlan.model.typedef import AtlanTagDef, AttributeDef, CustomMetadataDef, EnumDef, StructDef
from pyatlan_v9.client.atlan import AtlanClient as AtlanClientV9
from pyatlan_v9.model.enums import AtlanTypeCategory as AtlanTypeCategoryV9

RULES = "Data rules of the tests"
TIER = "Tier of the tests"
VALUES = {
    "Owner": "Ann Lee",
    "Days": 7,
    "Size": 5_000_000_000,
    "Share": 0.25,
    "Open": True,
    "Since": 1_700_000_000_000,
    "Tier": "gold",
    "Stewards": ["ann", "bob"],
    "Teams": ["finance"],
    "Page": "https://example.com/a?b=c",
    "Query": "select 1",
    "Essay": "<p>long</p>",
}


@pytest.fixture(scope="module")
def tier(admin: AtlanClient) -> str:
    response = admin.typedef.create(EnumDef.create(name=TIER, values=["gold", "silver"]))
    assert [one.value for one in response.enum_defs[0].element_defs] == ["gold", "silver"]
    return TIER


@pytest.fixture(scope="module")
def rules(admin: AtlanClient, tier: str) -> str:
    definition = CustomMetadataDef.create(display_name=RULES, description="what is asked of data")
    kinds = {
        "Owner": Kind.STRING,
        "Days": Kind.INTEGER,
        "Size": Kind.LONG,
        "Share": Kind.DECIMAL,
        "Open": Kind.BOOLEAN,
        "Since": Kind.DATE,
        "Page": Kind.URL,
        "Query": Kind.SQL,
        "Essay": Kind.RICH_TEXT,
    }
    several = {"Stewards": Kind.USERS, "Teams": Kind.GROUPS}
    definition.attribute_defs = [
        *(AttributeDef.create(admin, display_name=name, attribute_type=kind) for name, kind in kinds.items()),
        *(
            AttributeDef.create(admin, display_name=name, attribute_type=kind, multi_valued=True)
            for name, kind in several.items()
        ),
        AttributeDef.create(admin, display_name="Tier", attribute_type=Kind.OPTIONS, options_name=tier),
    ]
    definition.options = CustomMetadataDef.Options.with_logo_from_icon(AtlanIcon.ATLAN_TAG, AtlanTagColor.RED)
    (made,) = admin.typedef.create(definition).custom_metadata_defs
    assert made.display_name == RULES and made.name != RULES and made.guid
    return RULES


@pytest.fixture(scope="module")
def schema(admin: AtlanClient) -> Schema:
    connection = Connection.creator(
        client=admin,
        name="described",
        connector_type=AtlanConnectorType.POSTGRES,
        admin_roles=[admin.role_cache.get_id_for_name("$admin")],
    )
    saved = admin.asset.save(connection).assets_created(Connection)[0]
    database = admin.asset.save(Database.creator(name="db", connection_qualified_name=saved.qualified_name))
    schema = Schema.creator(name="s", database_qualified_name=database.assets_created(Database)[0].qualified_name)
    return admin.asset.save(schema).assets_created(Schema)[0]


@pytest.fixture
def table(admin: AtlanClient, schema: Schema, rules: str, unique: str) -> Table:
    """A table with a value of every kind."""
    table = Table.creator(name=unique, schema_qualified_name=schema.qualified_name)
    table.set_custom_metadata(client=admin, custom_metadata=filled(admin, rules, VALUES))
    return admin.asset.save(table).assets_created(Table)[0]


def filled(client: AtlanClient, name: str, values: dict) -> CustomMetadataDict:
    metadata = CustomMetadataDict(client=client, name=name)
    for key, value in values.items():
        metadata[key] = value
    return metadata


def values_of(client: AtlanClient, guid: str) -> dict:
    asset = client.asset.get_by_guid(guid, Table, ignore_relationships=False)
    return dict(asset.get_custom_metadata(client, RULES).data)


def found(client: AtlanClient, *queries) -> set[str]:
    search = FluentSearch.select()
    for query in queries:
        search = search.where(query)
    return {asset.guid for asset in client.asset.search(search.page_size(50).to_request())}


def test_a_set_comes_back_as_it_was_defined(admin: AtlanClient, rules: str, schema: Schema):
    made = admin.custom_metadata_cache.get_custom_metadata_def(rules)
    assert made.description == "what is asked of data"
    by_name = {one.display_name: one for one in made.attribute_defs}
    assert list(by_name) == [
        *("Owner", "Days", "Size", "Share", "Open", "Since", "Page", "Query", "Essay", "Stewards", "Teams", "Tier")
    ]
    assert len({one.name for one in by_name.values()}) == len(by_name)
    types = {name: one.type_name for name, one in by_name.items()}
    assert types["Owner"] == types["Page"] == types["Query"] == types["Essay"] == "string"
    assert types["Stewards"] == types["Teams"] == "array<string>"
    assert (types["Size"], types["Since"], types["Tier"]) == ("long", "date", TIER)
    essay = by_name["Essay"].options
    assert essay.is_rich_text is True and by_name["Owner"].options.is_rich_text is False
    assert by_name["Stewards"].options.custom_type == "users" and by_name["Stewards"].options.multi_value_select
    assert by_name["Tier"].options.enum_type == TIER and by_name["Tier"].enum_values == ["gold", "silver"]
    assert by_name["Owner"].applicable_entity_types == {"Asset"}
    assert "Table" in by_name["Owner"].applicable_asset_types
    assert by_name["Owner"].applicable_domains == {"*/super"}
    by_internal_name = admin.typedef.get_by_name(made.name)
    assert isinstance(by_internal_name, CustomMetadataDef) and by_internal_name.guid == made.guid


def test_names_are_taken_once(admin: AtlanClient, rules: str):
    with pytest.raises(ConflictError, match="ATLAS-409-00-012"):
        admin.typedef.create(CustomMetadataDef.create(display_name=rules))
    twice = CustomMetadataDef.create(display_name="twice")
    one = AttributeDef.create(admin, display_name="one", attribute_type=Kind.STRING)
    twice.attribute_defs = [one, one]
    with pytest.raises(ConflictError, match="ATLAS-409-00-013"):
        admin.typedef.create(twice)


def test_the_caches_of_an_empty_tenant_are_filled(admin: AtlanClient):
    everything = admin.typedef.get_all()
    assert "Review" in [one.display_name for one in everything.custom_metadata_defs]
    assert "Needs review" in [one.display_name for one in everything.atlan_tag_defs]
    assert everything.struct_defs and everything.enum_defs


def test_values_of_every_kind_come_back_as_they_went(admin: AtlanClient, table: Table):
    assert values_of(admin, table.guid) == VALUES


def test_a_value_of_another_kind_is_refused(admin: AtlanClient, rules: str, table: Table):
    for name, wrong in {"Days": "seven", "Open": "perhaps", "Tier": "bronze", "Since": "soon"}.items():
        changed = Table.updater(table.qualified_name, table.name)
        changed.set_custom_metadata(client=admin, custom_metadata=filled(admin, rules, {name: wrong}))
        with pytest.raises(InvalidRequestError, match="ATLAS-400-00-01A"):
            admin.asset.save_merging_cm(changed)
    assert values_of(admin, table.guid) == VALUES


def test_a_plain_save_leaves_it_alone(admin: AtlanClient, rules: str, table: Table):
    changed = Table.updater(table.qualified_name, table.name)
    changed.description = "changed"
    changed.set_custom_metadata(client=admin, custom_metadata=filled(admin, rules, {"Days": 8}))
    assert admin.asset.save(changed).assets_updated(Table)
    assert values_of(admin, table.guid) == VALUES


def test_merging_changes_what_is_sent(admin: AtlanClient, rules: str, table: Table):
    changed = Table.updater(table.qualified_name, table.name)
    changed.set_custom_metadata(client=admin, custom_metadata=filled(admin, rules, {"Days": 8, "Open": None}))
    assert admin.asset.save_merging_cm(changed).assets_updated(Table)
    assert values_of(admin, table.guid) == {**{k: v for k, v in VALUES.items() if k != "Open"}, "Days": 8}
    assert admin.asset.save_merging_cm(changed).mutated_entities is None


def test_replacing_leaves_nothing_else(admin: AtlanClient, rules: str, table: Table):
    changed = Table.updater(table.qualified_name, table.name)
    changed.set_custom_metadata(client=admin, custom_metadata=filled(admin, rules, {"Owner": "eve"}))
    assert admin.asset.save_replacing_cm(changed).assets_updated(Table)
    assert values_of(admin, table.guid) == {"Owner": "eve"}
    assert admin.asset.save_replacing_cm(Table.updater(table.qualified_name, table.name)).assets_updated(Table)
    assert values_of(admin, table.guid) == {}


def test_one_asset_is_updated_replaced_and_cleared(admin: AtlanClient, rules: str, table: Table):
    admin.asset.update_custom_metadata_attributes(table.guid, filled(admin, rules, {"Days": 9}))
    assert values_of(admin, table.guid) == {**VALUES, "Days": 9}
    admin.asset.update_custom_metadata_attributes(table.guid, CustomMetadataDict(client=admin, name=rules))
    assert values_of(admin, table.guid) == {**VALUES, "Days": 9}
    admin.asset.replace_custom_metadata(table.guid, filled(admin, rules, {"Tier": "silver"}))
    assert values_of(admin, table.guid) == {"Tier": "silver"}
    admin.asset.remove_custom_metadata(table.guid, rules)
    assert values_of(admin, table.guid) == {}
    with pytest.raises(NotFoundError, match="ATLAS-404-00-005"):
        admin.asset.remove_custom_metadata("00000000-0000-4000-8000-000000000000", rules)


def test_an_asset_that_is_sent_back_as_it_was_read_keeps_it(admin: AtlanClient, table: Table):
    asset = admin.asset.get_by_guid(table.guid, Table, ignore_relationships=False)
    asset.description = "sent back"
    admin.asset.save_replacing_cm(asset)
    assert values_of(admin, table.guid) == VALUES


@pytest.mark.parametrize(
    "query",
    [
        lambda field: field("Owner").eq("Ann Lee"),
        lambda field: field("Owner").eq("ann lee", case_insensitive=True),
        lambda field: field("Owner").startswith("Ann"),
        lambda field: field("Owner").within(["Ann Lee", "nobody"]),
        lambda field: field("Owner").match("Ann Lee"),
        lambda field: field("Days").eq(7),
        lambda field: field("Days").between(6, 8),
        lambda field: field("Size").gt(4_999_999_999),
        lambda field: field("Share").lt(0.3),
        lambda field: field("Open").eq(True),
        lambda field: field("Since").gte(1_700_000_000_000),
        lambda field: field("Tier").eq("gold"),
        lambda field: field("Stewards").eq("bob"),
        lambda field: field("Teams").has_any_value(),
    ],
)
def test_an_asset_is_found_by_it(admin: AtlanClient, rules: str, table: Table, query: Callable):
    def field(name: str) -> CustomMetadataField:
        return CustomMetadataField(admin, rules, name)

    here = Asset.GUID.eq(table.guid)
    assert found(admin, here, query(field)) == {table.guid}
    admin.asset.remove_custom_metadata(table.guid, rules)
    assert found(admin, here, query(field)) == set()


def test_a_hit_shows_what_is_asked_for(admin: AtlanClient, rules: str, table: Table):
    names = admin.custom_metadata_cache.get_attributes_for_search_results(rules)
    request = FluentSearch.select().where(Asset.GUID.eq(table.guid)).to_request()
    request.attributes = names
    (hit,) = list(admin.asset.search(request))
    shown = hit.get_custom_metadata(admin, rules)
    assert {name: shown[name] for name in VALUES} == VALUES


def test_assets_are_counted_and_sorted_by_it(admin: AtlanClient, rules: str, table: Table):
    tier = CustomMetadataField(admin, rules, "Tier")
    days = CustomMetadataField(admin, rules, "Days")
    here = FluentSearch.select().where(Asset.GUID.eq(table.guid)).aggregate("tiers", tier.bucket_by())
    request = here.aggregate("days", days.bucket_by()).sort(days.order()).to_request()
    response = admin.asset.search(request)
    assert [(bucket.key, bucket.doc_count) for bucket in response.aggregations["tiers"].buckets] == [("gold", 1)]
    assert [(bucket.key, bucket.doc_count) for bucket in response.aggregations["days"].buckets] == [(7, 1)]


def test_attributes_are_added_changed_and_archived(admin: AtlanClient, schema: Schema, unique: str):
    name = f"changing {unique}"
    definition = CustomMetadataDef.create(display_name=name)
    definition.attribute_defs = [AttributeDef.create(admin, display_name="first", attribute_type=Kind.STRING)]
    admin.typedef.create(definition)
    first_id = admin.custom_metadata_cache.get_attr_id_for_name(name, "first")
    table = Table.creator(name=unique, schema_qualified_name=schema.qualified_name)
    table.set_custom_metadata(client=admin, custom_metadata=filled(admin, name, {"first": "x"}))
    guid = admin.asset.save(table).assets_created(Table)[0].guid

    stored = admin.custom_metadata_cache.get_custom_metadata_def(name)
    stored.attribute_defs[0].display_name = "renamed"
    stored.attribute_defs.append(AttributeDef.create(admin, display_name="second", attribute_type=Kind.INTEGER))
    admin.typedef.update(stored)
    assert admin.custom_metadata_cache.get_attr_id_for_name(name, "renamed") == first_id

    stored = admin.custom_metadata_cache.get_custom_metadata_def(name)
    stored.attribute_defs[0] = stored.attribute_defs[0].archive(by="somebody")
    admin.typedef.update(stored)
    admin.custom_metadata_cache.refresh_cache()
    assert admin.custom_metadata_cache.is_attr_archived(first_id)
    active = admin.custom_metadata_cache.get_all_custom_attributes(force_refresh=True)[name]
    assert [one.display_name for one in active] == ["second"]
    all_of_them = admin.custom_metadata_cache.get_all_custom_attributes(include_deleted=True)[name]
    assert [one.name for one in all_of_them][0] == first_id and len(all_of_them) == 2

    stored = admin.custom_metadata_cache.get_custom_metadata_def(name)
    stored.attribute_defs.append(AttributeDef.create(admin, display_name="renamed", attribute_type=Kind.STRING))
    admin.typedef.update(stored)
    assert admin.custom_metadata_cache.get_attr_id_for_name(name, "renamed") != first_id
    asset = admin.asset.get_by_guid(guid, Table, ignore_relationships=False)
    assert asset.get_custom_metadata(admin, name).data == {}


def test_the_ninth_generation_reads_the_same(admin: AtlanClient, admin_v9: AtlanClientV9, rules: str):
    cached = admin_v9.custom_metadata_cache.get_custom_metadata_def(rules)
    assert [one.display_name for one in cached.attribute_defs][:2] == ["Owner", "Days"]
    everything = admin_v9.typedef.get([AtlanTypeCategoryV9.CUSTOM_METADATA, AtlanTypeCategoryV9.STRUCT])
    archived = [
        attribute.options.archived_at
        for one in everything.custom_metadata_defs
        for attribute in one.attribute_defs
        if attribute.options.is_archived
    ]
    assert archived and all(isinstance(one, int) for one in archived)


def test_a_set_in_use_is_not_purged(admin: AtlanClient, schema: Schema, unique: str):
    name = f"purged {unique}"
    definition = CustomMetadataDef.create(display_name=name)
    definition.attribute_defs = [AttributeDef.create(admin, display_name="one", attribute_type=Kind.STRING)]
    admin.typedef.create(definition)
    table = Table.creator(name=unique, schema_qualified_name=schema.qualified_name)
    table.set_custom_metadata(client=admin, custom_metadata=filled(admin, name, {"one": "x"}))
    guid = admin.asset.save(table).assets_created(Table)[0].guid
    with pytest.raises(ConflictError, match="ATLAS-409-00-002"):
        admin.typedef.purge(name, CustomMetadataDef)
    admin.asset.remove_custom_metadata(guid, name)
    admin.typedef.purge(name, CustomMetadataDef)
    with pytest.raises(NotFoundError):
        admin.custom_metadata_cache.get_id_for_name(name)
    assert admin.asset.get_by_guid(guid, Table).guid == guid


def test_enumerations_are_changed_and_purged(admin: AtlanClient, unique: str):
    name = f"enum {unique}"
    admin.typedef.create(EnumDef.create(name=name, values=["b", "a"]))
    with pytest.raises(ConflictError, match="ATLAS-409-00-001"):
        admin.typedef.create(EnumDef.create(name=name, values=["c"]))
    assert admin.enum_cache.get_by_name(name).get_valid_values() == ["b", "a"]
    admin.typedef.update(EnumDef.update(client=admin, name=name, values=["c", "a"], replace_existing=False))
    assert admin.enum_cache.get_by_name(name).get_valid_values() == ["b", "a", "c"]
    admin.typedef.update(EnumDef.update(client=admin, name=name, values=["z"], replace_existing=True))
    found_by_name = admin.typedef.get_by_name(name)
    assert isinstance(found_by_name, EnumDef) and found_by_name.get_valid_values() == ["z"]
    admin.typedef.purge(name, EnumDef)
    with pytest.raises(NotFoundError):
        admin.typedef.get_by_name(name)
    with pytest.raises(NotFoundError):
        admin.enum_cache.get_by_name(name)


def test_what_comes_with_the_server_stays(admin: AtlanClient):
    with pytest.raises(InvalidRequestError, match="ATLAS-400-00-107"):
        admin.typedef.update(EnumDef.create(name="certificate_status", values=["x"]))
    assert "DRAFT" in admin.enum_cache.get_by_name("certificate_status").get_valid_values()
    structs = admin.typedef.get(AtlanTypeCategory.STRUCT).struct_defs
    assert "SourceTagAttachment" in [one.name for one in structs if isinstance(one, StructDef)]
    assert isinstance(admin.typedef.get(AtlanTypeCategory.CLASSIFICATION).atlan_tag_defs[0], AtlanTagDef)


def test_a_token_without_a_role_defines_and_changes_nothing(
    admin: AtlanClient, page, client_with: Callable[[str], AtlanClient], rules: str, table: Table, unique: str
):
    made = page.post("/api/clavis/v1/api-tokens", json={"displayName": unique, "role": "none"})
    assert made.status_code == 200, made.text
    client = client_with(made.json()["attributes"]["accessToken"])
    with pytest.raises(PermissionError, match="ATLAS-403-00-001"):
        client.typedef.create(CustomMetadataDef.create(display_name="mine"))
    with pytest.raises(NotFoundError, match="ATLAS-404-00-005"):
        client.asset.remove_custom_metadata(table.guid, rules)
    assert values_of(admin, table.guid) == VALUES
