"""Relationships that say something themselves."""

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.model.assets import AtlasGlossary, AtlasGlossaryTerm
from pyatlan.model.assets.relations import AtlasGlossaryRelatedTerm, UserDefRelationship
from pyatlan.model.fluent_search import FluentSearch


@pytest.fixture(scope="module")
def glossary(admin: AtlanClient) -> AtlasGlossary:
    return admin.asset.save(AtlasGlossary.creator(name="related terms")).assets_created(AtlasGlossary)[0]


def make_terms(admin: AtlanClient, glossary: AtlasGlossary, *names: str) -> list[AtlasGlossaryTerm]:
    saved = [AtlasGlossaryTerm.creator(name=name, anchor=glossary) for name in names]
    made = admin.asset.save(saved).assets_created(AtlasGlossaryTerm)
    return sorted(made, key=lambda one: names.index(one.name))


def updater(term: AtlasGlossaryTerm, glossary: AtlasGlossary) -> AtlasGlossaryTerm:
    return AtlasGlossaryTerm.updater(qualified_name=term.qualified_name, name=term.name, glossary_guid=glossary.guid)


def test_a_user_defined_relationship_shows_at_both_ends(admin: AtlanClient, glossary: AtlasGlossary, unique: str):
    one, other = make_terms(admin, glossary, f"one {unique}", f"other {unique}")
    relationship = UserDefRelationship(from_type_label="from label", to_type_label="to label")
    to_update = updater(one, glossary)
    to_update.user_def_relationship_to = [relationship.user_def_relationship_to(AtlasGlossaryTerm.ref_by_guid(other.guid))]
    response = admin.asset.save(to_update)
    assert {term.guid for term in response.assets_updated(AtlasGlossaryTerm)} == {one.guid, other.guid}
    for term, attribute, counterpart in (
        (one, "user_def_relationship_to", other),
        (other, "user_def_relationship_from", one),
    ):
        fresh = admin.asset.get_by_guid(term.guid, AtlasGlossaryTerm, ignore_relationships=False)
        related = getattr(fresh, attribute)
        assert [it.guid for it in related] == [counterpart.guid]
        said = related[0].relationship_attributes.attributes
        assert (said.from_type_label, said.to_type_label) == ("from label", "to label")


def test_a_related_term_says_how(admin: AtlanClient, glossary: AtlasGlossary, unique: str):
    one, other = make_terms(admin, glossary, f"three {unique}", f"four {unique}")
    to_update = updater(one, glossary)
    said = AtlasGlossaryRelatedTerm(description="d", expression="e", steward="s", source="o")
    to_update.see_also = [said.see_also(AtlasGlossaryTerm.ref_by_guid(other.guid))]
    assert len(admin.asset.save(to_update).assets_updated(AtlasGlossaryTerm)) == 2
    for term, counterpart in ((one, other), (other, one)):
        fresh = admin.asset.get_by_guid(term.guid, AtlasGlossaryTerm, ignore_relationships=False)
        assert [it.guid for it in fresh.see_also] == [counterpart.guid]
        attributes = fresh.see_also[0].relationship_attributes.attributes
        kept = (attributes.description, attributes.expression, attributes.steward, attributes.source)
        assert kept == ("d", "e", "s", "o")
    hits = (
        FluentSearch()
        .where(AtlasGlossaryTerm.GUID.eq(one.guid))
        .include_on_results(AtlasGlossaryTerm.SEE_ALSO)
        .include_on_relations(AtlasGlossaryTerm.NAME)
        .include_relationship_attributes(True)
        .execute(admin)
    )
    assert [it.guid for hit in hits for it in hit.see_also] == [other.guid]
