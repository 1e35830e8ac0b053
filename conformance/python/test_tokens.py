"""API tokens, as the client's own documentation shows them."""

import time

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import AuthenticationError, InvalidRequestError, NotFoundError, PermissionError
from pyatlan.model.assets import Persona

from server import Server


def linked_personas(token) -> set[str]:
    return {one.persona_qualified_name for one in token.attributes.persona_qualified_name}


@pytest.fixture
def token(admin: AtlanClient, unique: str):
    created = admin.token.create(f"token-{unique}")
    yield created
    admin.token.purge(created.guid)


def test_create_answers_a_value_that_works(server: Server, token):
    assert token.attributes.access_token
    current = AtlanClient(base_url=server.url, api_key=token.attributes.access_token).user.get_current()
    assert current.username == token.username == f"service-account-{token.client_id}"


def test_create_takes_description_and_validity(admin: AtlanClient, unique: str):
    created = admin.token.create(f"short-{unique}", description="for a night", validity_seconds=86_400)
    assert created.attributes.access_token_lifespan == 86_400
    assert created.attributes.description == "for a night"
    admin.token.purge(created.guid)


def test_get_by_name(admin: AtlanClient, token):
    found = admin.token.get_by_name(token.display_name)
    assert found and found.guid == token.guid
    assert found.attributes.access_token is None


def test_get_by_name_of_nothing_is_none(admin: AtlanClient, unique: str):
    assert admin.token.get_by_name(f"no such token {unique}") is None


def test_get_by_id_with_and_without_the_service_account_prefix(admin: AtlanClient, token):
    for form in (token.client_id, f"service-account-{token.client_id}"):
        found = admin.token.get_by_id(form)
        assert found and found.guid == token.guid


def test_get_by_guid(admin: AtlanClient, token):
    found = admin.token.get_by_guid(token.guid)
    assert found and found.client_id == token.client_id


def test_update_changes_name_and_description(admin: AtlanClient, token, unique: str):
    admin.token.update(token.guid, f"renamed-{unique}", description="Now with a description.")
    found = admin.token.get_by_guid(token.guid)
    assert found.display_name == f"renamed-{unique}"
    assert found.attributes.description == "Now with a description."


def test_link_to_a_persona_is_the_complete_set(admin: AtlanClient, token, unique: str):
    response = admin.asset.save(Persona.creator(name=f"readers {unique}"))
    persona = response.assets_created(Persona)[0]
    admin.token.update(token.guid, token.display_name, personas={persona.qualified_name})
    assert linked_personas(admin.token.get_by_guid(token.guid)) == {persona.qualified_name}
    admin.token.update(token.guid, token.display_name)
    assert linked_personas(admin.token.get_by_guid(token.guid)) == set()


def test_an_unknown_persona_is_refused_and_nothing_changes(admin: AtlanClient, token):
    with pytest.raises(InvalidRequestError, match="default/nobody"):
        admin.token.update(token.guid, "changed", personas={"default/nobody"})
    assert admin.token.get_by_guid(token.guid).display_name == token.display_name


def test_list_pages_and_counts(admin: AtlanClient, token):
    total = admin.token.get(limit=1).total_record
    assert total >= 2
    pages = [admin.token.get(limit=1, offset=offset, sort="-createdAt") for offset in range(total + 1)]
    seen = [one.guid for page in pages for one in page.records]
    assert token.guid in seen and len(seen) == len(set(seen)) == total
    assert pages[-1].records == []


def test_purge_kills_the_bearer_at_once(server: Server, admin: AtlanClient, unique: str):
    created = admin.token.create(f"doomed-{unique}")
    client = AtlanClient(base_url=server.url, api_key=created.attributes.access_token)
    assert client.user.get_current()
    admin.token.purge(created.guid)
    with pytest.raises(AuthenticationError, match="Server responded with an authentication error 401"):
        client.user.get_current()
    assert admin.token.get_by_guid(created.guid) is None


def test_purge_of_an_unknown_token_is_not_found(admin: AtlanClient):
    with pytest.raises(NotFoundError):
        admin.token.purge("00000000-0000-4000-8000-000000000000")


def test_a_made_up_token_is_refused(server: Server):
    with pytest.raises(AuthenticationError):
        AtlanClient(base_url=server.url, api_key="not-a-token").user.get_current()


def test_a_token_of_one_second_is_refused_after_it(admin: AtlanClient, client_with, unique: str):
    created = admin.token.create(f"brief-{unique}", validity_seconds=1)
    assert created.attributes.access_token_lifespan == 1
    client = client_with(created.attributes.access_token)
    deadline = time.monotonic() + 5
    with pytest.raises(AuthenticationError, match="Server responded with an authentication error 401"):
        while time.monotonic() < deadline:
            client.user.get_current()
            time.sleep(0.2)
    admin.token.purge(created.guid)


def test_a_validity_beyond_five_years_is_five_years(admin: AtlanClient, unique: str):
    for number, validity in enumerate((-1, 409_968_000)):
        created = admin.token.create(f"long-{unique}-{number}", validity_seconds=validity)
        assert created.attributes.access_token_lifespan == 157_680_000
        admin.token.purge(created.guid)


def test_update_keeps_the_personas_that_are_sent_and_the_secret(
    admin: AtlanClient, client_with, token, unique: str
):
    personas = {
        admin.asset.save(Persona.creator(name=f"kept {unique} {number}")).assets_created(Persona)[0].qualified_name
        for number in range(2)
    }
    updated = admin.token.update(token.guid, token.display_name, description="linked", personas=personas)
    assert updated.attributes.description == "linked" and updated.attributes.access_token is None
    found = admin.token.get_by_guid(token.guid)
    assert linked_personas(found) == personas
    assert found.attributes.access_token_lifespan == token.attributes.access_token_lifespan
    assert client_with(token.attributes.access_token).user.get_current().username == token.username


def test_who_made_a_token_is_remembered(admin: AtlanClient, token):
    assert admin.token.get_by_guid(token.guid).attributes.created_by == admin.user.get_current().username


def test_a_plain_token_sees_no_secret_and_purges_nobody(admin: AtlanClient, client_with, token, unique: str):
    other = admin.token.create(f"other-{unique}")
    plain = client_with(token.attributes.access_token)
    with pytest.raises(PermissionError):
        plain.token.purge(other.guid)
    assert admin.token.get_by_guid(other.guid)
    admin.token.purge(other.guid)


def test_the_cache_of_users_translates_a_service_account(admin: AtlanClient, token):
    assert admin.user_cache.get_id_for_name(token.username) == token.guid
    admin.user_cache.validate_names([token.username])
