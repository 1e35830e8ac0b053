"""Groups, as the client's own documentation shows them."""

from math import ceil

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import ConflictError, NotFoundError, PermissionError
from pyatlan.model.group import AtlanGroup


@pytest.fixture
def group(admin: AtlanClient, unique: str) -> AtlanGroup:
    return find(admin, admin.group.create(AtlanGroup.create(f"Data Stewards {unique}")).group)


def find(admin: AtlanClient, guid: str) -> AtlanGroup | None:
    records = admin.group.get(post_filter=f'{{"id":"{guid}"}}').records
    assert len(records) <= 1
    return records[0] if records else None


def test_a_new_group_has_what_the_client_reads(group: AtlanGroup, unique: str):
    assert group.name == f"data_stewards_{unique}"
    assert group.alias == f"Data Stewards {unique}"
    assert group.path == f"/{group.name}"
    assert group.attributes.alias == [group.alias]
    assert group.attributes.created_at and group.attributes.created_by
    assert not group.attributes.description
    assert not group.is_default()


def test_create_with_users_says_how_each_went(admin: AtlanClient, invite, unique: str):
    first, second = invite(), invite()
    response = admin.group.create(AtlanGroup.create(f"With {unique}"), user_ids=[first.id, second.id])
    assert set(response.users) == {first.id, second.id}
    assert all(status.was_successful() and status.status == 200 for status in response.users.values())
    assert {user.id for user in admin.group.get_members(response.group)} == {first.id, second.id}
    assert find(admin, response.group).user_count == 2


def test_a_name_that_is_taken_is_a_conflict(admin: AtlanClient, group: AtlanGroup):
    with pytest.raises(ConflictError):
        admin.group.create(AtlanGroup.create(group.alias))


def test_get_all_visits_every_group_once_in_order_whatever_the_page(admin: AtlanClient, unique: str):
    for number in range(5):
        admin.group.create(AtlanGroup.create(f"Page {unique} {number}"))
    count = admin.group.get_all(limit=1).filter_record
    response = admin.group.get_all(limit=ceil(count / 5))
    names = [group.name for group in response]
    assert len(names) == len(set(names)) == count
    assert names == sorted(names)
    assert response.current_page() == []


def test_get_by_name_takes_a_part_of_the_alias(admin: AtlanClient, group: AtlanGroup, unique: str):
    for part in (group.alias, unique, f"stewards {unique}"):
        assert [one.id for one in admin.group.get_by_name(part)] == [group.id]
    assert admin.group.get_by_name(f"no such group {unique}").records == []


def test_columns_choose_what_a_row_carries(admin: AtlanClient, group: AtlanGroup):
    by_id = f'{{"id":"{group.id}"}}'
    path_alone = admin.group.get(post_filter=by_id, columns=["path"]).records[0]
    assert (path_alone.id, path_alone.name, path_alone.path) == (group.id, group.name, group.path)
    assert path_alone.attributes is None and path_alone.roles is None
    both = admin.group.get(post_filter=by_id, columns=["path", "attributes"]).records[0]
    assert both.attributes.alias == [group.alias] and both.roles is None
    assert all(one.attributes is None for one in admin.group.get_all(limit=2, columns=["path"]))


def test_update_keeps_what_is_not_sent(admin: AtlanClient, group: AtlanGroup):
    change = AtlanGroup.create_for_modification(guid=group.id, path=group.path)
    change.attributes = AtlanGroup.Attributes(description=["Those who care."])
    admin.group.update(change)
    fresh = find(admin, group.id)
    assert fresh.attributes.description == ["Those who care."]
    assert fresh.attributes.alias == [group.alias] and fresh.alias == group.alias
    assert fresh.attributes.created_by == group.attributes.created_by
    assert fresh.attributes.updated_at and fresh.attributes.updated_by


def test_a_new_alias_is_found_and_the_name_stays(admin: AtlanClient, group: AtlanGroup, unique: str):
    group.attributes.alias = [f"Renamed {unique}"]
    admin.group.update(group)
    found = admin.group.get_by_name(f"Renamed {unique}").records
    assert [(one.id, one.alias, one.name) for one in found] == [(group.id, f"Renamed {unique}", group.name)]


def test_members_come_and_go(admin: AtlanClient, invite, group: AtlanGroup):
    person = invite()
    admin.user.add_to_groups(person.id, [group.id])
    members = list(admin.group.get_members(group.id))
    assert [member.id for member in members] == [person.id]
    assert all(member.username and member.enabled and member.login_events is not None for member in members)
    admin.group.remove_users(group.id, [person.id])
    assert admin.group.get_members(group.id).records == []
    assert find(admin, group.id).user_count == 0


def test_a_default_group_takes_every_new_user(admin: AtlanClient, invite, group: AtlanGroup):
    earlier = invite()
    change = AtlanGroup.create_for_modification(guid=group.id, path=group.path)
    change.attributes = AtlanGroup.Attributes(is_default=["true"])
    admin.group.update(change)
    assert find(admin, group.id).is_default()
    later = invite()
    assert [member.id for member in admin.group.get_members(group.id)] == [later.id]
    assert earlier.id != later.id
    admin.group.purge(group.id)


def test_purge_takes_the_group_away_but_not_its_members(admin: AtlanClient, invite, group: AtlanGroup):
    person = invite()
    admin.user.add_to_groups(person.id, [group.id])
    admin.group.purge(group.id)
    assert find(admin, group.id) is None
    assert admin.user.get_by_username(person.username).id == person.id
    assert group.id not in [one.id for one in admin.user.get_groups(person.id)]


def test_an_unknown_group_is_not_found(admin: AtlanClient):
    nothing = "00000000-0000-4000-8000-000000000000"
    with pytest.raises(NotFoundError):
        admin.group.get_members(nothing)
    with pytest.raises(NotFoundError):
        admin.group.purge(nothing)
    with pytest.raises(NotFoundError):
        admin.group.update(AtlanGroup.create_for_modification(guid=nothing, path="/nothing"))


def test_the_cache_of_the_client_knows_names_and_guids(admin: AtlanClient, group: AtlanGroup):
    assert admin.group_cache.get_id_for_name(group.name) == group.id
    assert admin.group_cache.get_id_for_alias(group.alias) == group.id
    assert admin.group_cache.get_name_for_id(group.id) == group.name


def test_a_token_without_the_right_makes_no_group(admin: AtlanClient, client_with, unique: str):
    token = admin.token.create(f"plain {unique}")
    with pytest.raises(PermissionError):
        client_with(token.attributes.access_token).group.create(AtlanGroup.create(f"Mine {unique}"))
    assert admin.group.get_by_name(f"Mine {unique}").records == []
    admin.token.purge(token.guid)
