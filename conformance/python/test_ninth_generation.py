"""`pyatlan_v9`: other models on the same wire, which send other keys (snake case, explicit nulls)."""

import pytest
from pyatlan.errors import InvalidRequestError, NotFoundError
from pyatlan_v9.client.atlan import AtlanClient
from pyatlan_v9.model.assets import Persona
from pyatlan_v9.model.group import AtlanGroup, GroupAttributes
from pyatlan_v9.model.keycloak_events import AdminEventRequest, KeycloakEventRequest
from pyatlan_v9.model.user import AtlanUser, UserAttributes

from server import Server


@pytest.fixture
def person(admin_v9: AtlanClient, unique: str) -> AtlanUser:
    email = f"{unique}@ninth.example.com"
    response = admin_v9.user.creator([AtlanUser.creator(email=email, role_name="$member")], return_info=True)
    assert response and len(response.records) == 1
    return response.records[0]


@pytest.fixture
def group(admin_v9: AtlanClient, unique: str) -> AtlanGroup:
    guid = admin_v9.group.creator(AtlanGroup.creator(f"Ninth {unique}")).group
    return admin_v9.group.get(post_filter=f'{{"id":"{guid}"}}').records[0]


def test_an_invited_user_is_found_by_mail_and_name(admin_v9: AtlanClient, person: AtlanUser, unique: str):
    assert person.workspace_role == "$member" and person.enabled
    assert admin_v9.user.get_by_username(person.username).id == person.id
    assert [one.id for one in admin_v9.user.get_by_email(f"{unique}@").records] == [person.id]
    assert [one.id for one in admin_v9.user.get_by_emails([person.email]).records] == [person.id]
    assert [one.id for one in admin_v9.user.get_by_usernames([person.username]).records] == [person.id]


def test_get_all_visits_every_user_once(admin_v9: AtlanClient, person: AtlanUser):
    response = admin_v9.user.get_all(limit=2)
    total = response.total_record
    usernames = [user.username for user in response]
    assert len(usernames) == len(set(usernames)) == total
    assert usernames == sorted(usernames)


def test_update_sends_nulls_for_what_stays(admin_v9: AtlanClient, person: AtlanUser):
    change = AtlanUser.updater(guid=person.id)
    change.first_name = "Katherine"
    change.attributes = UserAttributes(designation=["Mathematician"])
    admin_v9.user.updater(person.id, change)
    change = AtlanUser.updater(guid=person.id)
    change.last_name = "Johnson"
    admin_v9.user.updater(person.id, change)
    fresh = admin_v9.user.get_by_username(person.username)
    assert (fresh.first_name, fresh.last_name, fresh.email) == ("Katherine", "Johnson", person.email)
    assert fresh.attributes.designation == ["Mathematician"]
    assert fresh.workspace_role == "$member"


def test_change_role_and_groups(admin_v9: AtlanClient, person: AtlanUser, group: AtlanGroup):
    admin_v9.user.change_role(person.id, admin_v9.role_cache.get_id_for_name("$guest"))
    assert admin_v9.user.get_by_username(person.username).workspace_role == "$guest"
    admin_v9.user.add_to_groups(person.id, [group.id])
    assert group.id in [one.id for one in admin_v9.user.get_groups(person.id)]
    assert [one.id for one in admin_v9.group.get_members(group.id)] == [person.id]
    admin_v9.group.remove_users(group.id, [person.id])
    assert list(admin_v9.group.get_members(group.id)) == []


def test_groups_are_made_changed_found_and_purged(admin_v9: AtlanClient, group: AtlanGroup, unique: str):
    assert group.alias == f"Ninth {unique}" and group.path == f"/{group.name}"
    change = AtlanGroup.updater(guid=group.id, path=group.path)
    change.attributes = GroupAttributes(description=["described"])
    admin_v9.group.updater(change)
    found = admin_v9.group.get_by_name(group.alias).records
    assert [(one.id, one.attributes.description, one.alias) for one in found] == [
        (group.id, ["described"], group.alias)
    ]
    path_alone = admin_v9.group.get(post_filter=f'{{"id":"{group.id}"}}', columns=["path"]).records[0]
    assert path_alone.path == group.path and path_alone.attributes is None and path_alone.roles is None
    admin_v9.group.purge(group.id)
    assert admin_v9.group.get_by_name(group.alias).records == []


def test_oauth_clients(server: Server, admin_v9: AtlanClient, unique: str, monkeypatch: pytest.MonkeyPatch):
    persona = admin_v9.asset.save(Persona.creator(name=f"ninth {unique}")).assets_created(Persona)[0]
    created = admin_v9.oauth_client.creator(
        f"ninth {unique}", role="Member", persona_qualified_names=[persona.qualified_name]
    )
    assert created.client_id.startswith("oauth-client-") and created.client_secret
    admin_v9.oauth_client.updater(created.client_id, description="described")
    found = admin_v9.oauth_client.get_by_id(created.client_id)
    assert (found.description, found.role) == ("described", "$member")
    assert found.persona_qualified_names == [persona.qualified_name] and found.created_at
    assert created.client_id in [one.client_id for one in admin_v9.oauth_client.get(limit=1)]
    monkeypatch.setenv("ATLAN_OAUTH_CLIENT_ID", created.client_id)
    monkeypatch.setenv("ATLAN_OAUTH_CLIENT_SECRET", created.client_secret)
    client = AtlanClient(base_url=server.url)
    assert client.user.get_current().username == f"service-account-{created.client_id}"
    admin_v9.oauth_client.purge(created.client_id)
    with pytest.raises(NotFoundError):
        admin_v9.oauth_client.get_by_id(created.client_id)


def test_group_mappings(admin_v9: AtlanClient, group: AtlanGroup):
    admin_v9.sso.create_group_mapping("jumpcloud", atlan_group=group, sso_group_name="engineers")
    mapping = next(one for one in admin_v9.sso.get_all_group_mappings("jumpcloud") if group.id in one.name)
    assert mapping.config.attribute_value == "engineers" and mapping.config.group_name == group.name
    assert mapping.config.attribute_values_regex is None
    with pytest.raises(InvalidRequestError, match="ATLAN-PYTHON-400-058"):
        admin_v9.sso.create_group_mapping("jumpcloud", atlan_group=group, sso_group_name="others")
    updated = admin_v9.sso.update_group_mapping(
        "jumpcloud", atlan_group=group, group_map_id=mapping.id, group_map_name=mapping.name, sso_group_name="analysts"
    )
    assert updated.config.attribute_value == "analysts"
    admin_v9.sso.delete_group_mapping("jumpcloud", mapping.id)
    assert mapping.id not in [one.id for one in admin_v9.sso.get_all_group_mappings("jumpcloud")]


def test_tokens(server: Server, admin_v9: AtlanClient, unique: str):
    created = admin_v9.token.creator(f"ninth {unique}", description="first", validity_seconds=3600)
    assert created.attributes.access_token
    client = AtlanClient(base_url=server.url, api_key=created.attributes.access_token)
    assert client.user.get_current().username == f"service-account-{created.client_id}"
    admin_v9.token.updater(created.guid, f"renamed {unique}", description="second")
    found = admin_v9.token.get_by_guid(created.guid)
    assert (found.display_name, found.attributes.description) == (f"renamed {unique}", "second")
    assert found.attributes.access_token_lifespan == 3600
    admin_v9.token.purge(created.guid)
    assert admin_v9.token.get_by_guid(created.guid) is None


def test_roles(admin_v9: AtlanClient):
    names = {role.name for role in admin_v9.role.get_all().records}
    assert {"$admin", "$member", "$guest", "$api-token-default-access"} <= names


def test_events(admin_v9: AtlanClient):
    admin_v9.user.get_current()
    assert admin_v9.admin.get_keycloak_events(KeycloakEventRequest(size=5)).current_page()
    assert admin_v9.admin.get_admin_events(AdminEventRequest(size=5)).current_page()
