"""Purposes: policies on whatever carries a tag, each for its own audience."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import AtlanError, NotFoundError
from pyatlan.model.assets import AtlasGlossary, AuthPolicy, Purpose
from pyatlan.model.core import AtlanTagName
from pyatlan.model.enums import AtlanTagColor, AuthPolicyType, DataMaskingType, PurposeMetadataAction
from pyatlan.model.group import AtlanGroup
from pyatlan.model.search import DSL, IndexSearchRequest, Term
from pyatlan.model.typedef import AtlanTagDef
from pyatlan.model.user import AtlanUser
from pyatlan_v9.client.atlan import AtlanClient as AtlanClientV9
from pyatlan_v9.model.assets import AuthPolicy as AuthPolicyV9
from pyatlan_v9.model.assets import Purpose as PurposeV9


@pytest.fixture
def tag(admin: AtlanClient, unique: str) -> AtlanTagName:
    name = f"tag {unique}"
    admin.typedef.create(AtlanTagDef.create(name=name, color=AtlanTagColor.RED))
    return AtlanTagName(name)


@pytest.fixture
def purpose(admin: AtlanClient, tag: AtlanTagName, unique: str) -> Purpose:
    to_create = Purpose.creator(name=f"purpose {unique}", atlan_tags=[tag])
    return admin.asset.save(to_create).assets_created(Purpose)[0]


@pytest.fixture(scope="module")
def group(admin: AtlanClient) -> str:
    guid = admin.group.create(AtlanGroup.create(f"Stewards {uuid4().hex[:8]}")).group
    return admin.group.get(post_filter=f'{{"id":"{guid}"}}').records[0].name


def metadata_policy(admin: AtlanClient, purpose: Purpose, name: str = "read", **audience) -> AuthPolicy:
    return Purpose.create_metadata_policy(
        client=admin,
        name=name,
        purpose_id=purpose.guid,
        policy_type=AuthPolicyType.ALLOW,
        actions={PurposeMetadataAction.READ, PurposeMetadataAction.READ_ATLAN_TAG},
        **(audience or {"all_users": True}),
    )


def policies_of(admin: AtlanClient, purpose: Purpose) -> list[AuthPolicy]:
    read = admin.asset.get_by_guid(purpose.guid, asset_type=Purpose, ignore_relationships=False)
    return [admin.asset.get_by_guid(one.guid, asset_type=AuthPolicy) for one in read.policies or []]


def test_a_purpose_is_made_found_changed_and_purged(admin: AtlanClient, purpose: Purpose, tag: AtlanTagName):
    assert purpose.qualified_name.startswith("default/") and purpose.qualified_name != purpose.name
    read = admin.asset.get_by_guid(purpose.guid, asset_type=Purpose)
    assert read.purpose_atlan_tags == [tag]
    assert [one.guid for one in admin.asset.find_purposes_by_name(purpose.name)] == [purpose.guid]
    update = Purpose.updater(purpose.qualified_name, purpose.name, True)
    update.description = "described"
    updated = admin.asset.save(update).assets_updated(Purpose)
    assert [(one.guid, one.description) for one in updated] == [(purpose.guid, "described")]
    assert admin.asset.get_by_guid(purpose.guid, asset_type=Purpose).purpose_atlan_tags == [tag]
    admin.asset.purge_by_guid(purpose.guid)
    with pytest.raises(NotFoundError):
        admin.asset.get_by_guid(purpose.guid, asset_type=Purpose)


def test_the_same_tags_again_and_no_tags_are_refused(admin: AtlanClient, purpose: Purpose, tag: AtlanTagName):
    with pytest.raises(AtlanError, match="ATLAS-409-00-003"):
        admin.asset.save(Purpose.creator(name=f"other {purpose.name}", atlan_tags=[tag]))
    empty = Purpose.creator(name=f"empty {purpose.name}", atlan_tags=[tag])
    empty.purpose_atlan_tags = []
    with pytest.raises(AtlanError, match="ATLAS-400-00-029"):
        admin.asset.save(empty)


def test_two_policies_and_their_purpose_in_one_answer(admin: AtlanClient, purpose: Purpose):
    data = Purpose.create_data_policy(
        client=admin, name="mask", purpose_id=purpose.guid, policy_type=AuthPolicyType.DATA_MASK, all_users=True
    )
    data.policy_mask_type = DataMaskingType.SHOW_LAST_4
    response = admin.asset.save([metadata_policy(admin, purpose), data])
    assert len(response.assets_created(AuthPolicy)) == 2
    assert [one.guid for one in response.assets_updated(Purpose)] == [purpose.guid]
    read = {one.policy_sub_category: one for one in policies_of(admin, purpose)}
    assert read["metadata"].policy_actions == {"entity-read", "entity-read-classification"}
    assert read["metadata"].policy_groups == {"public"}
    assert read["data"].policy_type == AuthPolicyType.DATA_MASK
    assert read["data"].policy_mask_type == DataMaskingType.SHOW_LAST_4
    for policy in read.values():
        assert len(policy.policy_resources) == 1 and next(iter(policy.policy_resources)).startswith("tag:")
    deleted = admin.asset.purge_by_guid(purpose.guid)
    assert len(deleted.mutated_entities.DELETE) == 3


def test_the_audience_is_users_and_groups_by_name(
    admin: AtlanClient, purpose: Purpose, group: str, invite: Callable[..., AtlanUser]
):
    user = invite().username
    users = admin.asset.save(metadata_policy(admin, purpose, "users", policy_users={user})).assets_created(AuthPolicy)
    groups = admin.asset.save(metadata_policy(admin, purpose, "groups", policy_groups={group}))
    assert users[0].policy_users == {user} and not users[0].policy_groups
    assert groups.assets_created(AuthPolicy)[0].policy_groups == {group}


def test_two_policies_of_one_name_are_two(admin: AtlanClient, purpose: Purpose):
    for _ in range(2):
        assert len(admin.asset.save(metadata_policy(admin, purpose)).assets_created(AuthPolicy)) == 1
    assert len(policies_of(admin, purpose)) == 2


def test_what_carries_the_tag_is_seen_by_whom_the_policy_is_for(
    admin: AtlanClient, client_with: Callable[[str], AtlanClient], purpose: Purpose, tag: AtlanTagName, unique: str
):
    token = admin.token.create(f"reader {unique}")
    reader = client_with(token.attributes.access_token)
    glossary = admin.asset.save(AtlasGlossary.creator(name=f"tagged {unique}")).assets_created(AtlasGlossary)[0]
    admin.asset.add_atlan_tags(AtlasGlossary, glossary.qualified_name, [str(tag)])
    deny = Purpose.create_metadata_policy(
        client=admin,
        name="hide",
        purpose_id=purpose.guid,
        policy_type=AuthPolicyType.DENY,
        actions={PurposeMetadataAction.READ},
        all_users=True,
    )
    deny.policy_groups = None
    deny.policy_users = {f"service-account-{token.client_id}"}
    assert reader.asset.get_by_guid(glossary.guid, asset_type=AtlasGlossary).guid == glossary.guid
    policy = admin.asset.save(deny).assets_created(AuthPolicy)[0]
    with pytest.raises(NotFoundError):
        reader.asset.get_by_guid(glossary.guid, asset_type=AtlasGlossary)
    admin.asset.purge_by_guid(policy.guid)
    assert reader.asset.get_by_guid(glossary.guid, asset_type=AtlasGlossary).guid == glossary.guid


def test_a_search_through_a_purpose_finds_what_carries_its_tags(
    admin: AtlanClient, purpose: Purpose, tag: AtlanTagName, unique: str
):
    glossary = admin.asset.save(AtlasGlossary.creator(name=f"scoped {unique}")).assets_created(AtlasGlossary)[0]
    admin.asset.add_atlan_tags(AtlasGlossary, glossary.qualified_name, [str(tag)])
    request = IndexSearchRequest(dsl=DSL(query=Term.with_state("ACTIVE"), size=50), attributes=["name"])
    everything = admin.asset.search(request).count
    request.purpose = purpose.qualified_name
    found = admin.asset.search(request)
    assert [one.guid for one in found.current_page()] == [glossary.guid] and everything > found.count


def test_the_ninth_generation(admin_v9: AtlanClientV9, purpose: Purpose):
    # What `create_metadata_policy` means to do: in this version of the client it names a class that it does not import.
    policy = AuthPolicyV9(name="ninth", qualified_name="ninth", display_name="")
    policy.policy_actions = {PurposeMetadataAction.READ.value}
    policy.policy_category = "purpose"
    policy.policy_type = AuthPolicyType.ALLOW
    policy.policy_resource_category = "TAG"
    policy.policy_service_name = "atlas_tag"
    policy.policy_sub_category = "metadata"
    policy.policy_groups = {"public"}
    policy.access_control = PurposeV9.ref_by_guid(purpose.guid)
    response = admin_v9.asset.save(policy)
    assert len(response.mutated_entities.CREATE) == 1
    update = PurposeV9.updater(qualified_name=purpose.qualified_name, name=purpose.name, is_enabled=False)
    assert [one.guid for one in admin_v9.asset.save(update).assets_updated(PurposeV9)] == [purpose.guid]
    assert [one.guid for one in admin_v9.asset.find_purposes_by_name(purpose.name)] == [purpose.guid]
    assert len(admin_v9.asset.purge_by_guid(purpose.guid).mutated_entities.DELETE) == 2
