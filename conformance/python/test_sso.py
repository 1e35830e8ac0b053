"""Mappings of groups of a single sign-on to groups of the workspace."""

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import InvalidRequestError, NotFoundError
from pyatlan.model.enums import AtlanSSO
from pyatlan.model.group import AtlanGroup

ALIAS = AtlanSSO.JUMPCLOUD.value


@pytest.fixture
def group(admin: AtlanClient, unique: str):
    guid = admin.group.create(AtlanGroup.create(f"Mapped {unique}")).group
    yield admin.group.get(post_filter=f'{{"id":"{guid}"}}').records[0]
    admin.group.purge(guid)


@pytest.fixture
def mapping(admin: AtlanClient, group: AtlanGroup):
    """The mapping as the list has it: the answer of creating may come without an id."""
    admin.sso.create_group_mapping(ALIAS, atlan_group=group, sso_group_name="engineers")
    made = [one for one in admin.sso.get_all_group_mappings(ALIAS) if group.id in (one.name or "")]
    assert len(made) == 1
    yield made[0]
    if made[0].id in [one.id for one in admin.sso.get_all_group_mappings(ALIAS)]:
        admin.sso.delete_group_mapping(ALIAS, made[0].id)


def test_create_answers_what_was_sent(admin: AtlanClient, group: AtlanGroup):
    created = admin.sso.create_group_mapping(ALIAS, atlan_group=group, sso_group_name="engineers")
    assert created.identity_provider_mapper == "saml-group-idp-mapper"
    assert created.identity_provider_alias == ALIAS
    assert created.config.group_name == group.name
    assert created.config.attribute_name == "memberOf"
    assert created.config.attribute_value == "engineers"
    for one in admin.sso.get_all_group_mappings(ALIAS):
        if group.id in one.name:
            admin.sso.delete_group_mapping(ALIAS, one.id)


def test_empty_settings_vanish(mapping):
    assert mapping.id and mapping.name
    assert mapping.config.sync_mode == "FORCE" and mapping.config.attributes == "[]"
    assert mapping.config.attribute_values_regex is None
    assert mapping.config.attribute_friendly_name is None


def test_get_answers_the_one(admin: AtlanClient, mapping):
    assert admin.sso.get_group_mapping(ALIAS, mapping.id) == mapping


def test_the_client_finds_a_mapping_that_exists(admin: AtlanClient, group: AtlanGroup, mapping):
    with pytest.raises(InvalidRequestError, match="ATLAN-PYTHON-400-058"):
        admin.sso.create_group_mapping(ALIAS, atlan_group=group, sso_group_name="others")


def test_update_replaces_the_sso_group(admin: AtlanClient, group: AtlanGroup, mapping):
    updated = admin.sso.update_group_mapping(
        ALIAS, atlan_group=group, group_map_id=mapping.id, group_map_name=mapping.name, sso_group_name="analysts"
    )
    assert (updated.id, updated.name, updated.config.attribute_value) == (mapping.id, mapping.name, "analysts")
    fresh = admin.sso.get_group_mapping(ALIAS, mapping.id)
    assert fresh.config.attribute_value == "analysts" and fresh.config.group_name == group.name
    assert fresh.config.attribute_values_regex is None


def test_delete_takes_it_away(admin: AtlanClient, mapping):
    assert admin.sso.delete_group_mapping(ALIAS, mapping.id) is None
    assert mapping.id not in [one.id for one in admin.sso.get_all_group_mappings(ALIAS)]
    with pytest.raises(NotFoundError):
        admin.sso.get_group_mapping(ALIAS, mapping.id)


def test_one_provider_does_not_see_the_mappings_of_another(admin: AtlanClient, mapping):
    assert mapping.id not in [one.id for one in admin.sso.get_all_group_mappings(AtlanSSO.OKTA.value)]
    with pytest.raises(NotFoundError):
        admin.sso.get_group_mapping(AtlanSSO.OKTA.value, mapping.id)
