"""Personas and policies of every kind, as the client writes, reads, finds, changes and deletes them."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import AtlanError, NotFoundError
from pyatlan.model.assets import AIApplication, AtlasGlossary, AuthPolicy, Connection, DataDomain, DataProduct, Persona
from pyatlan.model.assets.core.asset import Asset
from pyatlan.model.enums import (
    AIApplicationDevelopmentStage,
    AssetSidebarTab,
    AtlanConnectorType,
    AuthPolicyCategory,
    AuthPolicyResourceCategory,
    AuthPolicyType,
    DataMaskingType,
    PersonaAIAction,
    PersonaDomainAction,
    PersonaGlossaryAction,
    PersonaMetadataAction,
)
from pyatlan.model.fluent_search import CompoundQuery, FluentSearch
from pyatlan.model.search import DSL, Bool, IndexSearchRequest, Term
from pyatlan_v9.client.atlan import AtlanClient as AtlanClientV9
from pyatlan_v9.model.assets import AuthPolicy as AuthPolicyV9
from pyatlan_v9.model.assets import Persona as PersonaV9

from server import Server


@pytest.fixture(scope="module")
def connection(admin: AtlanClient) -> Connection:
    to_create = Connection.creator(
        client=admin,
        name=f"personas {uuid4().hex[:6]}",
        connector_type=AtlanConnectorType.VERTICA,
        admin_roles=[admin.role_cache.get_id_for_name("$admin")],
    )
    return admin.asset.save(to_create).assets_created(Connection)[0]


@pytest.fixture
def persona(admin: AtlanClient, unique: str) -> Persona:
    return admin.asset.save(Persona.creator(name=f"persona {unique}")).assets_created(Persona)[0]


def metadata_policy(persona_guid: str, connection: Connection, name: str = "read all") -> AuthPolicy:
    return Persona.create_metadata_policy(
        name=name,
        persona_id=persona_guid,
        policy_type=AuthPolicyType.ALLOW,
        actions={PersonaMetadataAction.READ},
        connection_qualified_name=connection.qualified_name,
        resources={f"entity:{connection.qualified_name}"},
    )


def policies_of(admin: AtlanClient, persona: Persona) -> list[AuthPolicy]:
    read = admin.asset.get_by_guid(persona.guid, asset_type=Persona, ignore_relationships=False)
    return [admin.asset.get_by_guid(one.guid, asset_type=AuthPolicy) for one in read.policies or []]


def test_a_persona_is_made_found_renamed_and_purged(admin: AtlanClient, unique: str):
    created = admin.asset.save(Persona.creator(name=f"p {unique}")).assets_created(Persona)[0]
    assert created.name == created.display_name == f"p {unique}" != created.qualified_name
    assert created.qualified_name.startswith("default/")
    assert [one.guid for one in admin.asset.find_personas_by_name(f"p {unique}")] == [created.guid]
    update = Persona.updater(created.qualified_name, f"p {unique}", True)
    update.description = "described"
    update.deny_asset_tabs = {AssetSidebarTab.LINEAGE.value, AssetSidebarTab.RELATIONS.value}
    update.name = f"renamed {unique}"
    updated = admin.asset.save(update).assets_updated(Persona)
    assert [(one.guid, one.description, one.qualified_name) for one in updated] == [
        (created.guid, "described", created.qualified_name)
    ]
    assert updated[0].deny_asset_tabs == {"Lineage", "Relations"}
    assert len(admin.asset.purge_by_guid(created.guid).assets_deleted(Persona)) == 1


def test_policies_of_every_kind_in_one_request(
    admin: AtlanClient, persona: Persona, connection: Connection, unique: str
):
    glossary = admin.asset.save(AtlasGlossary.creator(name=f"g {unique}")).assets_created(AtlasGlossary)[0]
    domain = admin.asset.save(DataDomain.creator(name=f"d {unique}")).assets_created(DataDomain)[0]
    resources = {f"entity:{connection.qualified_name}"}
    data = Persona.create_data_policy(
        name="data",
        persona_id=persona.guid,
        policy_type=AuthPolicyType.DATA_MASK,
        connection_qualified_name=connection.qualified_name,
        resources=resources,
    )
    data.policy_mask_type = DataMaskingType.REDACT
    glossary_policy = Persona.create_glossary_policy(
        name="glossary",
        persona_id=persona.guid,
        policy_type=AuthPolicyType.ALLOW,
        actions={PersonaGlossaryAction.CREATE, PersonaGlossaryAction.UPDATE},
        resources={f"entity:{glossary.qualified_name}"},
    )
    domain_policy = Persona.create_domain_policy(
        name="domain",
        persona_id=persona.guid,
        actions={PersonaDomainAction.READ_DOMAIN, PersonaDomainAction.CREATE_SUBDOMAIN},
        resources={f"entity:{domain.qualified_name}"},
    )
    ai = AuthPolicy()
    ai.name = ai.qualified_name = "ai"
    ai.policy_type = AuthPolicyType.ALLOW
    ai.policy_service_name = "atlas"
    ai.policy_category = AuthPolicyCategory.PERSONA.value
    ai.policy_sub_category = "ai"
    ai.policy_actions = {PersonaAIAction.APP_READ.value, PersonaAIAction.MODEL_READ.value}
    ai.policy_resources = {"entity:*"}
    ai.policy_resource_category = AuthPolicyResourceCategory.CUSTOM.value
    ai.access_control = Persona.ref_by_guid(persona.guid)
    response = admin.asset.save(
        [metadata_policy(persona.guid, connection, "metadata"), data, glossary_policy, domain_policy, ai]
    )
    assert len(response.assets_created(AuthPolicy)) == 5
    assert [one.guid for one in response.assets_updated(Persona)] == [persona.guid]
    read = {one.policy_sub_category: one for one in policies_of(admin, persona)}
    assert set(read) == {"metadata", "data", "glossary", "domain", "ai"}
    assert read["metadata"].policy_actions == {"persona-asset-read"}
    assert read["metadata"].policy_resources == resources
    assert read["data"].policy_type == AuthPolicyType.DATA_MASK
    assert read["data"].policy_mask_type == DataMaskingType.REDACT
    assert read["data"].policy_resources == resources | {"entity-type:*"}
    assert all(one.qualified_name.startswith(f"{persona.qualified_name}/") for one in read.values())


def test_all_domains_are_one_resource(admin: AtlanClient, persona: Persona):
    for name, resource in (("one", "entity:*"), ("two", "entity:*/super")):
        policy = Persona.create_domain_policy(
            name=name, persona_id=persona.guid, actions={PersonaDomainAction.READ_DOMAIN}, resources={resource}
        )
        created = admin.asset.save(policy).assets_created(AuthPolicy)
        assert created[0].policy_resources == {"entity:default/domain/*/super"}


def test_the_same_name_again_gives_the_policy_there_is(admin: AtlanClient, persona: Persona, connection: Connection):
    first = admin.asset.save(metadata_policy(persona.guid, connection)).assets_created(AuthPolicy)[0]
    again = admin.asset.save(metadata_policy(persona.guid, connection, "READ ALL")).assets_created(AuthPolicy)
    assert [one.guid for one in again] == [first.guid]
    assert len(policies_of(admin, persona)) == 1


def test_a_hit_of_a_search_saved_back_renames_the_policy(
    admin: AtlanClient, persona: Persona, connection: Connection, unique: str
):
    created = admin.asset.save(metadata_policy(persona.guid, connection, f"m {unique}")).assets_created(AuthPolicy)[0]
    request = (
        FluentSearch()
        .where(CompoundQuery.active_assets())
        .where(CompoundQuery.asset_type(AuthPolicy))
        .where(Asset.GUID.eq(created.guid))
        .where(Asset.NAME.eq(f"m {unique}"))
        .where(AuthPolicy.POLICY_CATEGORY.eq(AuthPolicyCategory.PERSONA.value))
        .include_on_results(Asset.NAME)
        .include_on_results(AuthPolicy.ACCESS_CONTROL)
        .include_on_results(AuthPolicy.POLICY_RESOURCES)
        .include_on_results(AuthPolicy.CONNECTION_QUALIFIED_NAME)
        .include_on_results(AuthPolicy.POLICY_TYPE)
        .include_on_results(AuthPolicy.POLICY_SUB_CATEGORY)
        .include_on_results(AuthPolicy.POLICY_SERVICE_NAME)
        .include_on_results(AuthPolicy.POLICY_CATEGORY)
        .include_on_results(AuthPolicy.POLICY_ACTIONS)
        .include_on_results(AuthPolicy.POLICY_RESOURCE_CATEGORY)
        .include_on_relations(Asset.NAME)
        .include_on_relations(Persona.IS_ACCESS_CONTROL_ENABLED)
        .to_request()
    )
    results = admin.asset.search(request)
    assert results.count == 1
    hit = results.current_page()[0]
    hit.name = f"renamed {unique}"
    updated = admin.asset.save(hit).assets_updated(AuthPolicy)
    assert [(one.guid, one.name) for one in updated] == [(created.guid, f"renamed {unique}")]


def test_one_policy_goes_and_the_others_stay_and_all_go_with_the_persona(
    admin: AtlanClient, persona: Persona, connection: Connection
):
    both = [metadata_policy(persona.guid, connection, name) for name in ("one", "two")]
    one, two = admin.asset.save(both).assets_created(AuthPolicy)
    assert len(admin.asset.purge_by_guid(one.guid).assets_deleted(AuthPolicy)) == 1
    assert [policy.guid for policy in policies_of(admin, persona)] == [two.guid]
    deleted = admin.asset.purge_by_guid(persona.guid)
    assert len(deleted.assets_deleted(Persona)) == 1 and len(deleted.assets_deleted(AuthPolicy)) == 1
    with pytest.raises(NotFoundError):
        admin.asset.get_by_guid(two.guid, asset_type=AuthPolicy)


def test_switching_the_persona_switches_its_policies(admin: AtlanClient, persona: Persona, connection: Connection):
    admin.asset.save(metadata_policy(persona.guid, connection))
    for enabled in (False, True):
        admin.asset.save(Persona.updater(persona.qualified_name, persona.name, enabled))
        assert [one.is_policy_enabled for one in policies_of(admin, persona)] == [enabled]


def test_who_does_not_administer_the_connection_writes_and_deletes_no_policy_on_it(
    admin: AtlanClient,
    client_with: Callable[[str], AtlanClient],
    persona: Persona,
    connection: Connection,
    unique: str,
):
    token = admin.token.create(f"governor {unique}")
    governor = client_with(token.attributes.access_token)
    with pytest.raises(AtlanError, match="ATLAS-403-00-002"):
        governor.asset.save(metadata_policy(persona.guid, connection))
    policy = admin.asset.save(metadata_policy(persona.guid, connection)).assets_created(AuthPolicy)[0]
    for guid in (policy.guid, persona.guid):
        with pytest.raises(AtlanError, match="ATLAS-403-00-002"):
            governor.asset.purge_by_guid(guid)


def test_bad_policies_are_refused_with_the_reason(
    admin: AtlanClient, client_with: Callable[[str], AtlanClient], server: Server, persona: Persona, connection
):
    client = client_with(server.token)
    elsewhere = metadata_policy(persona.guid, connection)
    elsewhere.policy_resources = {f"entity:{connection.qualified_name}0"}
    unknown = metadata_policy(persona.guid, connection)
    unknown.policy_actions = {"persona-asset-fly"}
    abac = metadata_policy(persona.guid, connection)
    abac.policy_service_name = "atlas_abac"
    for policy, words in ((elsewhere, "is not in the connection"), (unknown, "fly"), (abac, "atlas_abac")):
        with pytest.raises(AtlanError, match="ATLAS-400-00-029.*" + words):
            client.asset.save(policy)


def test_a_search_through_a_persona_finds_only_what_it_shows(
    admin: AtlanClient, persona: Persona, connection: Connection
):
    admin.asset.save(metadata_policy(persona.guid, connection))
    request = IndexSearchRequest(dsl=DSL(query=Term.with_state("ACTIVE"), size=50), attributes=["name"])
    everything = admin.asset.search(request).count
    request.persona = persona.qualified_name
    found = admin.asset.search(request)
    assert [one.guid for one in found.current_page()] == [connection.guid] and everything > 1
    request.persona = "default/unknown"
    assert admin.asset.search(request).count == 0


def test_domains_products_and_ai_assets_can_be_made(admin: AtlanClient, unique: str):
    domain = admin.asset.save(DataDomain.creator(name=f"domain {unique}")).assets_created(DataDomain)[0]
    sub = DataDomain.creator(name=f"sub {unique}", parent_domain_qualified_name=domain.qualified_name)
    below = admin.asset.save(sub).assets_created(DataDomain)[0]
    assert below.qualified_name.startswith(f"{domain.qualified_name}/domain/")
    tables = Bool(filter=[Term.with_type_name("Table")])
    query = IndexSearchRequest(dsl=DSL(query=tables), attributes=[])
    product = DataProduct.creator(
        name=f"product {unique}", domain_qualified_name=below.qualified_name, asset_selection=query
    )
    made = admin.asset.save(product).assets_created(DataProduct)[0]
    assert made.qualified_name.startswith(f"{below.qualified_name}/product/")
    application = AIApplication.creator(
        name=f"application {unique}",
        ai_application_version="1.0",
        ai_application_development_stage=AIApplicationDevelopmentStage.PRODUCTION,
    )
    assert len(admin.asset.save(application).assets_created(AIApplication)) == 1


def test_the_ninth_generation_puts_the_parent_beside_the_attributes(
    admin_v9: AtlanClientV9, admin: AtlanClient, connection: Connection, unique: str
):
    created = admin_v9.asset.save(PersonaV9.creator(name=f"ninth {unique}")).assets_created(PersonaV9)[0]
    policies = []
    for name in ("one", "two"):
        # What `create_metadata_policy` means to do: in this version of the client it names a class that it does not import.
        policy = AuthPolicyV9(name=name, qualified_name=name, display_name="")
        policy.policy_actions = {PersonaMetadataAction.READ.value}
        policy.policy_category = AuthPolicyCategory.PERSONA.value
        policy.policy_type = AuthPolicyType.ALLOW
        policy.connection_qualified_name = connection.qualified_name
        policy.policy_resources = {f"entity:{connection.qualified_name}"}
        policy.policy_resource_category = AuthPolicyResourceCategory.CUSTOM.value
        policy.policy_service_name = "atlas"
        policy.policy_sub_category = "metadata"
        policy.access_control = PersonaV9.ref_by_guid(created.guid)
        policies.append(policy)
    response = admin_v9.asset.save(policies)
    assert len(response.mutated_entities.CREATE) == 2
    assert [one.guid for one in response.assets_updated(PersonaV9)] == [created.guid]
    update = PersonaV9.updater(qualified_name=created.qualified_name, name=f"ninth renamed {unique}", is_enabled=False)
    assert [one.guid for one in admin_v9.asset.save(update).assets_updated(PersonaV9)] == [created.guid]
    assert {one.is_policy_enabled for one in policies_of(admin, created)} == {False}
    assert len(admin_v9.asset.purge_by_guid(created.guid).mutated_entities.DELETE) == 3
