"""Workspace roles, which clients translate between name, description and guid."""

from pyatlan.client.atlan import AtlanClient

WORKSPACE = {"$admin": "Admin", "$member": "Member", "$guest": "Guest"}


def test_the_workspace_roles_are_there_by_name_and_description(admin: AtlanClient):
    roles = {role.name: role for role in admin.role.get_all().records}
    assert set(WORKSPACE) <= set(roles) and "$api-token-default-access" in roles
    for name, description in WORKSPACE.items():
        assert roles[name].description == description
        assert roles[name].level == "workspace"
        assert roles[name].id


def test_get_filters_as_the_clients_do(admin: AtlanClient):
    by_name = admin.role.get(limit=10, post_filter='{"name":"$admin"}')
    assert [role.name for role in by_name.records] == ["$admin"]
    assert by_name.filter_record == 1 and by_name.total_record > 1
    cached = admin.role.get(limit=100, post_filter='{"name":{"$ilike":"$%"}}')
    assert set(WORKSPACE) <= {role.name for role in cached.records}
    either = admin.role.get(limit=100, post_filter='{"$or":[{"level":"workspace"},{"level":"admin-subrole"}]}')
    assert {role.level for role in either.records} <= {"workspace", "admin-subrole"}
    assert set(WORKSPACE) <= {role.name for role in either.records}


def test_a_page_past_the_end_is_empty(admin: AtlanClient):
    assert admin.role.get(limit=10, offset=1000).records == []


def test_the_cache_of_the_client_translates_both_ways(admin: AtlanClient):
    for name in WORKSPACE:
        guid = admin.role_cache.get_id_for_name(name)
        assert guid and admin.role_cache.get_name_for_id(guid) == name
    admin.role_cache.validate_idstrs([admin.role_cache.get_id_for_name("$admin")])


def test_counts_follow_the_users(admin: AtlanClient, invite):
    def guests() -> int:
        return int(admin.role.get(limit=1, post_filter='{"name":"$guest"}').records[0].member_count)

    before = guests()
    invite("$guest")
    assert guests() == before + 1


def test_a_token_is_recognised_as_one(admin: AtlanClient):
    assert admin.role_cache.is_api_token_user()
