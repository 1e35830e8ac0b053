"""Users, as the client's own documentation shows them."""

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import AuthenticationError, InvalidRequestError, NotFoundError, PermissionError
from pyatlan.model.group import AtlanGroup
from pyatlan.model.user import AtlanUser

from server import Server


@pytest.fixture
def person(invite) -> AtlanUser:
    return invite()


def test_an_invited_user_is_found_at_once_with_role_and_name(invite, unique: str):
    email = f"{unique}@conformance.example.com"
    user = invite("$guest", email)
    assert user.email == email
    assert user.workspace_role == "$guest"
    assert user.username and user.enabled


def test_several_users_are_invited_in_one_call(admin: AtlanClient, unique: str):
    emails = [f"{unique}-{number}@conformance.example.com" for number in range(3)]
    users = [AtlanUser.create(email=email, role_name="$member") for email in emails]
    response = admin.user.create(users, return_info=True)
    assert response and sorted(user.email for user in response.records) == emails
    assert len({user.username for user in response.records}) == 3


def test_an_invite_answers_nothing_unless_asked(admin: AtlanClient, unique: str):
    email = f"{unique}@conformance.example.com"
    assert admin.user.create([AtlanUser.create(email=email, role_name="$member")]) is None
    assert admin.user.get_by_email(email).filter_record == 1


def test_inviting_an_address_again_changes_nothing(invite, person: AtlanUser):
    again = invite("$guest", person.email)
    assert (again.id, again.username, again.workspace_role) == (person.id, person.username, "$member")


def test_every_listed_user_has_what_the_client_reads(admin: AtlanClient, person: AtlanUser):
    users = list(admin.user.get_all(limit=2))
    assert person.id in [user.id for user in users]
    for user in users:
        assert user.id and user.username and user.enabled is not None
        assert user.login_events is not None
        assert user.attributes is not None and user.workspace_role


def test_get_all_visits_every_user_once_in_order(admin: AtlanClient, invite):
    for _ in range(3):
        invite()
    response = admin.user.get_all(limit=2)
    total = response.total_record
    usernames = [user.username for user in response]
    assert len(usernames) == len(set(usernames)) == total
    assert usernames == sorted(usernames)
    assert response.current_page() == []


def test_get_all_can_begin_anywhere(admin: AtlanClient, person: AtlanUser):
    everybody = [user.username for user in admin.user.get_all(limit=100)]
    assert [user.username for user in admin.user.get_all(limit=100, offset=1)] == everybody[1:]
    assert admin.user.get_all(limit=5, offset=10_000).records == []


def test_get_filters_sorts_and_counts(admin: AtlanClient, person: AtlanUser):
    response = admin.user.get(limit=1, post_filter=f'{{"username":"{person.username}"}}', sort="-username")
    assert [user.id for user in response.records] == [person.id]
    assert response.filter_record == 1
    assert response.total_record >= 2
    assert admin.user.get(limit=0, post_filter=f'{{"id":"{person.id}"}}').records[0].username == person.username


def test_get_by_email_takes_a_part(admin: AtlanClient, person: AtlanUser):
    assert [user.id for user in admin.user.get_by_email(person.email).records] == [person.id]
    assert person.id in [user.id for user in admin.user.get_by_email("@CONFORMANCE.example")]
    assert admin.user.get_by_email("nobody@nowhere.example").records == []


def test_get_by_emails_takes_whole_addresses(admin: AtlanClient, invite):
    first, second = invite(), invite()
    found = admin.user.get_by_emails([first.email, second.email, "nobody@nowhere.example"])
    assert {user.id for user in found} == {first.id, second.id}
    assert admin.user.get_by_emails([]).records == []


def test_get_by_username_is_exact(admin: AtlanClient, person: AtlanUser):
    assert admin.user.get_by_username(person.username).id == person.id
    assert admin.user.get_by_username(person.username[:-1]) is None


def test_get_by_usernames(admin: AtlanClient, invite):
    first, second = invite(), invite()
    found = admin.user.get_by_usernames([first.username, second.username])
    assert {user.id for user in found} == {first.id, second.id}
    assert admin.user.get_by_usernames([]).records == []


def test_a_filter_by_an_unknown_field_is_refused(server: Server, client_with):
    with pytest.raises(InvalidRequestError, match="shoeSize"):
        client_with(server.token).user.get(post_filter='{"shoeSize":"44"}')


def test_update_changes_what_is_sent_and_nothing_else(admin: AtlanClient, person: AtlanUser):
    change = AtlanUser.create_for_modification(guid=person.id)
    change.first_name = "Grace"
    change.attributes = AtlanUser.Attributes(designation=["Rear Admiral"])
    answer = admin.user.update(person.id, change)
    assert answer.id == person.id and answer.first_name == "Grace"
    change = AtlanUser.create_for_modification(guid=person.id)
    change.last_name = "Hopper"
    admin.user.update(person.id, change)
    fresh = admin.user.get_by_username(person.username)
    assert (fresh.first_name, fresh.last_name) == ("Grace", "Hopper")
    assert fresh.attributes.designation == ["Rear Admiral"]
    assert fresh.email == person.email


def test_change_role_holds_at_once(admin: AtlanClient, person: AtlanUser):
    for name in ("$guest", "$member"):
        admin.user.change_role(person.id, admin.role_cache.get_id_for_name(name))
        assert admin.user.get_by_username(person.username).workspace_role == name


def test_a_token_makes_nobody_an_admin_not_even_one_of_role_admin(server: Server, client_with, person: AtlanUser):
    client = client_with(server.token)
    with pytest.raises(PermissionError, match="only a person who is an admin"):
        client.user.change_role(person.id, client.role_cache.get_id_for_name("$admin"))
    assert client.user.get_by_username(person.username).workspace_role == "$member"


def test_change_role_to_a_role_that_is_none_is_refused(admin: AtlanClient, person: AtlanUser):
    with pytest.raises((InvalidRequestError, NotFoundError)):
        admin.user.change_role(person.id, "00000000-0000-4000-8000-000000000000")
    assert admin.user.get_by_username(person.username).workspace_role == "$member"


def test_add_to_groups_adds_and_removes_nothing(admin: AtlanClient, person: AtlanUser, unique: str):
    before = {group.id for group in admin.user.get_groups(person.id)}
    first, second = (admin.group.create(AtlanGroup.create(f"G {unique} {number}")).group for number in range(2))
    admin.user.add_to_groups(person.id, [first])
    admin.user.add_to_groups(person.id, [second])
    groups = list(admin.user.get_groups(person.id))
    assert {group.id for group in groups} == before | {first, second}
    for group in groups:
        assert group.name and group.path and group.attributes
    assert admin.user.get_by_username(person.username).group_count == len(groups)


def test_add_to_an_unknown_group_is_refused_and_nothing_changes(admin: AtlanClient, person: AtlanUser, unique: str):
    known = admin.group.create(AtlanGroup.create(f"G {unique}")).group
    with pytest.raises((InvalidRequestError, NotFoundError)):
        admin.user.add_to_groups(person.id, [known, "00000000-0000-4000-8000-000000000000"])
    assert known not in [group.id for group in admin.user.get_groups(person.id)]


def test_an_unknown_user_is_not_found(admin: AtlanClient):
    nobody = "00000000-0000-4000-8000-000000000000"
    change = AtlanUser.create_for_modification(guid=nobody)
    change.first_name = "Nobody"
    with pytest.raises(NotFoundError):
        admin.user.update(nobody, change)
    with pytest.raises(NotFoundError):
        admin.user.change_role(nobody, admin.role_cache.get_id_for_name("$member"))


def test_get_current_is_the_service_account_of_the_token(admin: AtlanClient):
    current = admin.user.get_current()
    assert current.username.startswith("service-account-apikey-")
    assert current.id
    assert current.username not in [user.username for user in admin.user.get_all(limit=100)]


def test_a_token_without_the_right_neither_invites_nor_changes(admin: AtlanClient, client_with, invite, unique: str):
    token = admin.token.create(f"plain {unique}")
    plain = client_with(token.attributes.access_token)
    person = invite()
    with pytest.raises(PermissionError):
        plain.user.change_role(person.id, admin.role_cache.get_id_for_name("$admin"))
    with pytest.raises(PermissionError):
        plain.user.create([AtlanUser.create(email=f"{unique}@conformance.example.com", role_name="$admin")])
    assert admin.user.get_by_username(person.username).workspace_role == "$member"
    assert admin.user.get_by_email(f"{unique}@conformance.example.com").records == []
    admin.token.purge(token.guid)


def test_without_a_token_nobody_is_listed(client_with):
    with pytest.raises(AuthenticationError):
        client_with("").user.get_all()
