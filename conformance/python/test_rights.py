"""What a token sees is what its personas grant, and nothing else."""

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import NotFoundError
from pyatlan.model.assets import Persona, Table
from pyatlan.model.enums import AuthPolicyType, PersonaMetadataAction
from pyatlan.model.fluent_search import CompoundQuery, FluentSearch

from server import Server
from test_glue_crawler import connection_of
from test_tokens import linked_personas


def table_names(client: AtlanClient) -> set[str]:
    request = FluentSearch.select().where(CompoundQuery.asset_type(Table)).page_size(50).to_request()
    return {table.name for table in client.asset.search(request)}


@pytest.fixture(scope="module")
def readers(server: Server, admin: AtlanClient, crawled):
    """(token linked to a persona that may read schema `sales`, token linked to nothing, connection qualified name)"""
    _, name = crawled
    connection = connection_of(admin, name).qualified_name
    persona = admin.asset.save(Persona.creator(name=f"sales readers of {name}")).assets_created(Persona)[0]
    policy = Persona.create_metadata_policy(
        name="read sales",
        persona_id=persona.guid,
        policy_type=AuthPolicyType.ALLOW,
        actions={PersonaMetadataAction.READ},
        connection_qualified_name=connection,
        resources={f"entity:{connection}/AwsDataCatalog/sales"},
    )
    admin.asset.save(policy)
    linked = admin.token.create(f"linked {name}", personas={persona.qualified_name})
    unlinked = admin.token.create(f"unlinked {name}")
    clients = [
        AtlanClient(base_url=server.url, api_key=token.attributes.access_token) for token in (linked, unlinked)
    ]
    return clients[0], clients[1], connection


def test_a_linked_token_sees_its_schema_and_no_other(readers):
    linked, _, _ = readers
    assert table_names(linked) == {"orders"}


def test_an_unlinked_token_sees_nothing(readers):
    _, unlinked, _ = readers
    assert table_names(unlinked) == set()


def test_a_hidden_asset_answers_like_an_unknown_one(readers):
    linked, unlinked, connection = readers
    hidden = f"{connection}/AwsDataCatalog/dev-project/events_00"
    for client, qualified_name in ((linked, hidden), (unlinked, hidden), (linked, f"{connection}/nothing")):
        with pytest.raises(NotFoundError, match="ATLAS-404-00-009"):
            client.asset.get_by_qualified_name(qualified_name, Table)


def test_find_personas_by_name(admin: AtlanClient, crawled, readers):
    _, name = crawled
    found = admin.asset.find_personas_by_name(f"sales readers of {name}")
    assert len(found) == 1


def test_unlinking_the_persona_takes_the_sight_away_at_once(server: Server, admin: AtlanClient, readers, unique: str):
    linked, _, _ = readers
    username = linked.user.get_current().username
    token = admin.token.get_by_id(username)
    personas = linked_personas(token)
    admin.token.update(token.guid, token.display_name)
    assert table_names(linked) == set()
    admin.token.update(token.guid, token.display_name, personas=personas)
    assert table_names(linked) == {"orders"}
