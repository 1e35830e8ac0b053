"""The history of assets with the client's own requests: by asset, by name, by user; pages, order, bulk mode, every kind of detail."""

from collections.abc import Iterator

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.model.assets import Asset, AtlasGlossary, AtlasGlossaryTerm
from pyatlan.model.audit import AuditActionType, AuditSearchRequest, EntityAudit
from pyatlan.model.core import AtlanTag
from pyatlan.model.enums import AtlanDeleteType, AtlanIcon, AtlanTagColor, SortOrder
from pyatlan.model.search import DSL, Bool, Exists, SortItem, Term
from pyatlan.model.typedef import AtlanTagDef

UPDATES = 12


def actions(audits: list[EntityAudit]) -> list[AuditActionType]:
    return [audit.action for audit in audits]


def history_of(client: AtlanClient, guid: str, size: int = 50) -> list[EntityAudit]:
    """Oldest first."""
    request = AuditSearchRequest.by_guid(guid, size=size, sort=[SortItem("created", order=SortOrder.ASCENDING)])
    return list(client.audit.search(request))


@pytest.fixture(scope="module")
def glossary(admin: AtlanClient) -> Iterator[AtlasGlossary]:
    """A glossary that was made and then changed twelve times."""
    made = admin.asset.save(AtlasGlossary.creator(name="history of the tests")).assets_created(AtlasGlossary)[0]
    for index in range(UPDATES):
        change = AtlasGlossary.updater(qualified_name=made.qualified_name, name=made.name)
        change.user_description = f"description {index}"
        admin.asset.save(change)
    yield made


@pytest.fixture(scope="module")
def username(admin: AtlanClient) -> str:
    return admin.user.get_current().username


def test_the_history_of_an_asset_by_its_guid(admin: AtlanClient, glossary: AtlasGlossary, username: str):
    results = admin.audit.search(AuditSearchRequest.by_guid(glossary.guid, size=5))
    assert results.total_count == 1 + UPDATES
    page = results.current_page()
    assert actions(page) == [AuditActionType.ENTITY_UPDATE] * 5
    audits = [*page]
    while results.next_page():
        audits += results.current_page()
    assert len(audits) == 1 + UPDATES
    assert len({audit.event_key for audit in audits}) == len(audits)
    assert [audit.created for audit in audits] == sorted((audit.created for audit in audits), reverse=True)
    for audit in audits:
        assert audit.entity_id == glossary.guid
        assert audit.entity_qualified_name == glossary.qualified_name
        assert audit.type_name == AtlasGlossary.__name__
        assert audit.user == username
        assert audit.timestamp and audit.created
    assert audits[-1].action == AuditActionType.ENTITY_CREATE
    assert isinstance(audits[-1].detail, Asset) and audits[-1].detail.name == glossary.name


def test_an_update_says_what_has_another_value(admin: AtlanClient, glossary: AtlasGlossary):
    *_, last = history_of(admin, glossary.guid)
    assert isinstance(last.detail, AtlasGlossary)
    assert last.detail.guid == glossary.guid
    assert last.detail.user_description == f"description {UPDATES - 1}"
    assert last.detail.name is None
    stored = admin.asset.get_by_guid(glossary.guid, AtlasGlossary, ignore_relationships=True)
    assert int(last.created.timestamp() * 1000) == stored.update_time


def test_the_history_of_an_asset_by_its_name(admin: AtlanClient, glossary: AtlasGlossary):
    request = AuditSearchRequest.by_qualified_name(AtlasGlossary.__name__, glossary.qualified_name, size=50)
    results = admin.audit.search(request)
    assert results.total_count == 1 + UPDATES
    assert {audit.entity_id for audit in results} == {glossary.guid}


def test_the_history_of_what_somebody_did(admin: AtlanClient, glossary: AtlasGlossary, username: str):
    results = admin.audit.search(AuditSearchRequest.by_user(username, size=10))
    assert results.total_count > UPDATES
    assert {audit.user for audit in results.current_page()} == {username}
    assert admin.audit.search(AuditSearchRequest.by_user("nobody-of-that-name")).total_count == 0


@pytest.mark.parametrize("size", [2, 5, 50])
def test_bulk_mode_gives_every_entry_once(admin: AtlanClient, glossary: AtlasGlossary, size: int):
    dsl = DSL(query=Bool(filter=[Term(field="entityId", value=glossary.guid)]), sort=[], size=size)
    audits = list(admin.audit.search(AuditSearchRequest(dsl=dsl), bulk=True))
    assert len(audits) == 1 + UPDATES
    assert len({audit.event_key for audit in audits}) == len(audits)
    assert [audit.created for audit in audits] == sorted(audit.created for audit in audits)


def test_bulk_mode_gives_every_entry_of_one_moment_once(admin: AtlanClient, glossary: AtlasGlossary):
    """All of one save have the same time; the client then goes on by what it has seen of that time."""
    terms = [AtlasGlossaryTerm.creator(name=f"bulk {index}", anchor=glossary) for index in range(30)]
    made = admin.asset.save(terms).assets_created(AtlasGlossaryTerm)
    assert len(made) == 30
    first = history_of(admin, made[0].guid)[0]
    query = Bool(
        filter=[
            Term(field="action", value="ENTITY_CREATE"),
            Term(field="created", value=int(first.created.timestamp() * 1000)),
            Exists(field="entityId"),
        ]
    )
    audits = list(admin.audit.search(AuditSearchRequest(dsl=DSL(query=query, sort=[], size=7)), bulk=True))
    assert sorted(audit.entity_id for audit in audits) == sorted(term.guid for term in made)


def test_sorted_as_asked(admin: AtlanClient, glossary: AtlasGlossary):
    def created(order: SortOrder) -> list:
        request = AuditSearchRequest.by_guid(glossary.guid, size=50, sort=[SortItem("created", order=order)])
        return [audit.created for audit in admin.audit.search(request)]

    assert created(SortOrder.ASCENDING) == list(reversed(created(SortOrder.DESCENDING)))


def test_tags_and_terms(admin: AtlanClient, glossary: AtlasGlossary):
    definition = AtlanTagDef.create(name="Tag of the history", color=AtlanTagColor.GRAY, icon=AtlanIcon.ATLAN_TAG)
    tag = admin.typedef.create(definition).atlan_tag_defs[0].name
    term, other = admin.asset.save(
        [AtlasGlossaryTerm.creator(name=name, anchor=glossary) for name in ("told of", "told about")]
    ).assets_created(AtlasGlossaryTerm)
    admin.asset.add_atlan_tags(
        AtlasGlossaryTerm,
        qualified_name=term.qualified_name,
        atlan_tag_names=["Tag of the history"],
        propagate=True,
    )
    admin.asset.remove_atlan_tag(
        AtlasGlossaryTerm, qualified_name=term.qualified_name, atlan_tag_name="Tag of the history"
    )
    created, added, removed = history_of(admin, term.guid)
    assert actions([created, added, removed]) == [
        AuditActionType.ENTITY_CREATE,
        AuditActionType.ATLAN_TAG_ADD,
        AuditActionType.ATLAN_TAG_DELETE,
    ]
    assert isinstance(added.detail, AtlanTag) and added.detail.entity_guid == term.guid and added.detail.propagate
    assert str(added.detail.type_name) in (tag, "Tag of the history")
    change = AtlasGlossaryTerm.updater(
        qualified_name=other.qualified_name, name=other.name, glossary_guid=glossary.guid
    )
    change.see_also = [AtlasGlossaryTerm.ref_by_guid(term.guid)]
    admin.asset.save(change)
    assert actions(history_of(admin, other.guid))[-1] == AuditActionType.ENTITY_UPDATE


def test_archived_restored_purged_and_deleted_for_good(admin: AtlanClient):
    made = admin.asset.save(AtlasGlossary.creator(name="gone of the tests")).assets_created(AtlasGlossary)[0]
    admin.asset.delete_by_guid(made.guid)
    assert admin.asset.restore(AtlasGlossary, made.qualified_name)
    admin.asset.purge_by_guid(made.guid, delete_type=AtlanDeleteType.PURGE)
    assert actions(history_of(admin, made.guid)) == [
        AuditActionType.ENTITY_CREATE,
        AuditActionType.ENTITY_DELETE,
        AuditActionType.ENTITY_UPDATE,
        AuditActionType.ENTITY_DELETE,
    ]
    again = admin.asset.save(AtlasGlossary.creator(name="gone of the tests")).assets_created(AtlasGlossary)[0]
    admin.asset.purge_by_guid(again.guid, delete_type=AtlanDeleteType.HARD)
    assert history_of(admin, again.guid) == []
