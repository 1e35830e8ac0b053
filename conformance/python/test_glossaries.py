"""Glossaries, their terms and categories: names, moves, links and hierarchies."""

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import ConflictError, InvalidRequestError, NotFoundError
from pyatlan.model.assets import AtlasGlossary, AtlasGlossaryCategory, AtlasGlossaryTerm
from pyatlan.model.enums import CertificateStatus


def make_glossary(admin: AtlanClient, name: str) -> AtlasGlossary:
    return admin.asset.save(AtlasGlossary.creator(name=name)).assets_created(AtlasGlossary)[0]


def make_category(
    admin: AtlanClient, name: str, glossary: AtlasGlossary, parent: AtlasGlossaryCategory | None = None
) -> AtlasGlossaryCategory:
    to_create = AtlasGlossaryCategory.creator(name=name, anchor=glossary, parent_category=parent)
    return admin.asset.save(to_create).assets_created(AtlasGlossaryCategory)[0]


def make_term(admin: AtlanClient, name: str, glossary: AtlasGlossary, **more) -> AtlasGlossaryTerm:
    return admin.asset.save(AtlasGlossaryTerm.creator(name=name, anchor=glossary, **more)).assets_created(
        AtlasGlossaryTerm
    )[0]


@pytest.fixture
def glossary(admin: AtlanClient, unique: str) -> AtlasGlossary:
    return make_glossary(admin, f"glossary {unique}")


def test_a_glossary_is_named_by_the_server_and_found_by_name(admin: AtlanClient, glossary: AtlasGlossary):
    assert glossary.guid and glossary.qualified_name and glossary.qualified_name != glossary.name
    assert admin.asset.find_glossary_by_name(glossary.name).guid == glossary.guid
    fresh = admin.asset.get_by_guid(glossary.guid, AtlasGlossary)
    assert fresh.lexicographical_sort_order.startswith("0|")
    with pytest.raises(ConflictError, match="ATLAS-409-00-007"):
        make_glossary(admin, glossary.name)
    with pytest.raises(InvalidRequestError, match="ATLAS-400-00-083"):
        make_glossary(admin, "a@b")


def test_a_hierarchy_of_categories_is_read_as_it_was_made(admin: AtlanClient, glossary: AtlasGlossary):
    tops = [make_category(admin, f"top {n}", glossary) for n in range(2)]
    middle = make_category(admin, "middle", glossary, tops[0])
    leaf = make_category(admin, "leaf", glossary, middle)
    hierarchy = admin.asset.get_hierarchy(glossary)
    # The client keeps the top level as a set.
    assert {one.name for one in hierarchy.root_categories} == {"top 0", "top 1"}
    deep = [one.name for one in hierarchy.depth_first if one.name != "top 1"]
    assert deep == ["top 0", "middle", "leaf"]
    assert {one.name for one in hierarchy.breadth_first[:2]} == {"top 0", "top 1"}
    assert [one.name for one in hierarchy.breadth_first[2:]] == ["middle", "leaf"]
    assert hierarchy.get_category(leaf.guid).parent_category.guid == middle.guid
    with pytest.raises(ConflictError, match="ATLAS-409-00-00A"):
        make_category(admin, "middle", glossary, tops[0])
    found = admin.asset.find_category_fast_by_name(name="leaf", glossary_qualified_name=glossary.qualified_name)
    assert [one.guid for one in found] == [leaf.guid]
    found = admin.asset.find_category_by_name(name="leaf", glossary_name=glossary.name)
    assert [one.guid for one in found] == [leaf.guid]


def test_a_category_never_lies_in_itself(admin: AtlanClient, glossary: AtlasGlossary):
    above = make_category(admin, "above", glossary)
    below = make_category(admin, "below", glossary, above)
    to_update = AtlasGlossaryCategory.updater(
        qualified_name=above.qualified_name, name=above.name, glossary_guid=glossary.guid
    )
    to_update.parent_category = AtlasGlossaryCategory.ref_by_guid(below.guid)
    with pytest.raises(InvalidRequestError):
        admin.asset.save(to_update)


def test_a_category_leaves_its_parent_by_none(admin: AtlanClient, glossary: AtlasGlossary):
    above = make_category(admin, "above", glossary)
    below = make_category(admin, "below", glossary, above)
    to_update = AtlasGlossaryCategory.updater(
        qualified_name=below.qualified_name, name=below.name, glossary_guid=glossary.guid
    )
    to_update.parent_category = None
    assert admin.asset.save(to_update).assets_updated(AtlasGlossaryCategory)
    assert admin.asset.get_by_guid(below.guid, AtlasGlossaryCategory, ignore_relationships=False).parent_category is None


def test_terms_with_categories_update_each_category_and_the_glossary(admin: AtlanClient, glossary: AtlasGlossary):
    categories = [make_category(admin, f"c{n}", glossary) for n in range(2)]
    response = admin.asset.save(
        AtlasGlossaryTerm.creator(name="term", anchor=glossary, categories=list(categories))
    )
    term = response.assets_created(AtlasGlossaryTerm)[0]
    assert {one.guid for one in response.assets_updated(AtlasGlossaryCategory)} == {one.guid for one in categories}
    assert [one.guid for one in response.assets_updated(AtlasGlossary)] == [glossary.guid]
    assert term.qualified_name.endswith(f"@{glossary.qualified_name}")
    fast = admin.asset.find_term_fast_by_name(name="term", glossary_qualified_name=glossary.qualified_name)
    assert fast.guid == term.guid
    assert admin.asset.find_term_by_name(name="term", glossary_name=glossary.name).guid == term.guid
    with pytest.raises(ConflictError, match="ATLAS-409-00-009"):
        make_term(admin, "term", glossary)


def test_a_term_saved_as_it_is_changes_nothing(admin: AtlanClient, glossary: AtlasGlossary):
    term = make_term(admin, "term", glossary)
    to_update = AtlasGlossaryTerm.updater(
        qualified_name=term.qualified_name, name=term.name, glossary_guid=glossary.guid
    )
    assert admin.asset.save(to_update).mutated_entities is None
    certified = admin.asset.update_certificate(
        asset_type=AtlasGlossaryTerm,
        qualified_name=term.qualified_name,
        name=term.name,
        certificate_status=CertificateStatus.VERIFIED,
        message="checked",
        glossary_guid=glossary.guid,
    )
    assert certified.certificate_status == CertificateStatus.VERIFIED


def test_a_term_moves_to_another_glossary(admin: AtlanClient, glossary: AtlasGlossary, unique: str):
    other = make_glossary(admin, f"other {unique}")
    term = make_term(admin, "term", glossary)
    to_update = AtlasGlossaryTerm.updater(
        qualified_name=term.qualified_name, name=term.name, glossary_guid=other.guid
    )
    updated = admin.asset.save(to_update).assets_updated(AtlasGlossaryTerm)[0]
    assert updated.guid == term.guid
    assert updated.qualified_name == f"{term.qualified_name.split('@')[0]}@{other.qualified_name}"
    assert admin.asset.find_term_by_name(name="term", glossary_name=other.name).guid == term.guid


def test_related_terms_show_at_both_ends_with_what_they_say(admin: AtlanClient, glossary: AtlasGlossary):
    one, other = make_term(admin, "one", glossary), make_term(admin, "other", glossary)
    to_update = AtlasGlossaryTerm.updater(qualified_name=one.qualified_name, name=one.name, glossary_guid=glossary.guid)
    to_update.see_also = [AtlasGlossaryTerm.ref_by_guid(other.guid)]
    assert len(admin.asset.save(to_update).assets_updated(AtlasGlossaryTerm)) == 2
    for term, counterpart in ((one, other), (other, one)):
        fresh = admin.asset.get_by_guid(term.guid, AtlasGlossaryTerm, ignore_relationships=False)
        assert [related.guid for related in fresh.see_also] == [counterpart.guid]
    to_update.see_also = []
    admin.asset.save(to_update)
    assert not admin.asset.get_by_guid(other.guid, AtlasGlossaryTerm, ignore_relationships=False).see_also


def test_a_category_is_purged_and_leaves_its_term(admin: AtlanClient, glossary: AtlasGlossary):
    category = make_category(admin, "gone", glossary)
    term = make_term(admin, "stays", glossary, categories=[category])
    response = admin.asset.purge_by_guid(category.guid)
    assert [one.guid for one in response.assets_deleted(AtlasGlossaryCategory)] == [category.guid]
    assert response.assets_deleted(AtlasGlossaryCategory)[0].delete_handler == "PURGE"
    with pytest.raises(NotFoundError):
        admin.asset.get_by_guid(category.guid)
    assert not admin.asset.get_by_guid(term.guid, AtlasGlossaryTerm, ignore_relationships=False).categories


def test_a_glossary_takes_all_of_it_along(admin: AtlanClient, glossary: AtlasGlossary):
    category, term = make_category(admin, "c", glossary), make_term(admin, "t", glossary)
    response = admin.asset.purge_by_guid(glossary.guid)
    assert {one.guid for one in response.mutated_entities.DELETE} == {glossary.guid, category.guid, term.guid}
    assert response.mutated_entities.UPDATE is None
