"""Suggestions for an asset out of what others of its name have."""

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.model.assets import Asset, AtlasGlossary, AtlasGlossaryTerm, Connection, Database, Schema, Table, View
from pyatlan.model.enums import AtlanConnectorType
from pyatlan.model.suggestions import Suggestions


@pytest.fixture(scope="module")
def schemas(admin: AtlanClient) -> list[Schema]:
    connection = Connection.creator(
        client=admin,
        name="suggesting",
        connector_type=AtlanConnectorType.REDSHIFT,
        admin_roles=[admin.role_cache.get_id_for_name("$admin")],
    )
    saved = admin.asset.save(connection).assets_created(Connection)[0]
    created = admin.asset.save(Database.creator(name="db", connection_qualified_name=saved.qualified_name))
    database = created.assets_created(Database)[0]
    made = [
        admin.asset.save(Schema.creator(name=f"s{n}", database_qualified_name=database.qualified_name))
        for n in range(4)
    ]
    return [one.assets_created(Schema)[0] for one in made]


@pytest.fixture(scope="module")
def lonely(admin: AtlanClient, schemas: list[Schema], term: AtlasGlossaryTerm) -> Table:
    """A table without anything, whose namesakes in other schemas have something."""
    for schema, owners in zip(schemas[1:3], [{"ann", "bob"}, {"ann"}]):
        table = Table.creator(name="Facts", schema_qualified_name=schema.qualified_name)
        table.description = "What Happened"
        table.user_description = "as people say"
        table.owner_users = owners
        table.owner_groups = {"data"}
        table.assigned_terms = [AtlasGlossaryTerm.ref_by_guid(term.guid)]
        admin.asset.save(table)
    view = View.creator(name="FACTS", schema_qualified_name=schemas[3].qualified_name)
    view.description = "Seen from above"
    admin.asset.save(view)
    response = admin.asset.save(Table.creator(name="Facts", schema_qualified_name=schemas[0].qualified_name))
    return response.assets_created(Table)[0]


@pytest.fixture(scope="module")
def term(admin: AtlanClient) -> AtlasGlossaryTerm:
    glossary = admin.asset.save(AtlasGlossary.creator(name="suggested words")).assets_created(AtlasGlossary)[0]
    response = admin.asset.save(AtlasGlossaryTerm.creator(name="fact", glossary_guid=glossary.guid))
    return response.assets_created(AtlasGlossaryTerm)[0]


def everything(asset: Asset) -> Suggestions:
    finder = Suggestions().finder(asset)
    for kind in Suggestions.TYPE:
        finder = finder.include(kind)
    return finder


def test_suggests_what_namesakes_have_most_first_and_in_their_own_words(
    admin: AtlanClient, lonely: Table, term: AtlasGlossaryTerm
):
    found = everything(lonely).get(admin)
    assert [(one.value, one.count) for one in found.system_descriptions] == [("What Happened", 2)]
    assert [(one.value, one.count) for one in found.user_descriptions] == [("as people say", 2)]
    assert [(one.value, one.count) for one in found.owner_users] == [("ann", 2), ("bob", 1)]
    assert [(one.value, one.count) for one in found.owner_groups] == [("data", 2)]
    [suggested] = found.assigned_terms
    assert suggested.count == 2
    assert not found.atlan_tags


def test_takes_other_types_into_account_when_asked_to(admin: AtlanClient, lonely: Table):
    found = everything(lonely).with_other_type("View").get(admin)
    assert {one.value for one in found.system_descriptions} == {"What Happened", "Seen from above"}


def test_shows_as_many_as_asked_for(admin: AtlanClient, lonely: Table):
    found = everything(lonely).max_suggestion(1).get(admin)
    assert [one.value for one in found.owner_users] == ["ann"]


def test_suggests_nothing_for_a_name_of_its_own(admin: AtlanClient, schemas: list[Schema]):
    saved = admin.asset.save(Table.creator(name="unheard of", schema_qualified_name=schemas[0].qualified_name))
    found = everything(saved.assets_created(Table)[0]).get(admin)
    assert not found.system_descriptions and not found.owner_users and not found.assigned_terms


def test_applies_what_is_suggested(admin: AtlanClient, lonely: Table):
    response = everything(lonely).apply(admin)
    assert [one.guid for one in response.assets_updated(Table)] == [lonely.guid]
    assert admin.asset.get_by_guid(lonely.guid, Table).user_description == "as people say"
