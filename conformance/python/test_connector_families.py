"""One chain of every family of connectors goes through its whole life: saved, read, changed, found, archived, restored, purged."""

import inspect
import json
from collections.abc import Iterator
from typing import Any

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import NotFoundError
from pyatlan.model import assets
from pyatlan.model.assets import Asset, Connection
from pyatlan.model.enums import AtlanConnectorType, EntityStatus
from pyatlan.model.fluent_search import CompoundQuery, FluentSearch

from bi_families import BI
from connector_chain import Builder, Chain
from connector_families import APPLICATIONS, DOCUMENT_STORES, FILES_AND_STREAMS, PIPELINES, QUALITY, WAREHOUSES

CHAINS = (*WAREHOUSES, *DOCUMENT_STORES, *FILES_AND_STREAMS, *PIPELINES, *QUALITY, *APPLICATIONS, *BI)

NO_CHAIN = {
    "Cloud": "what is directly under it are families without a type of their own",
    "NoSQL": "what is directly under it are families without a type of their own",
    "DataMesh": "not of a connector: test_data_mesh",
    "Resource": "not of a connector: test_resources",
}

NO_CONNECTOR = {
    "DataContract": "test_contracts",
    "DataDomain": "test_data_mesh",
    "DataProduct": "test_data_mesh",
    "DynamoDBTable": "its creator only refuses",
    "File": "test_resources",
    "Link": "test_resources",
    "Query": "test_collections",
    "Readme": "test_resources",
}


def kinds_under(*roots: type[Asset]) -> Iterator[type[Asset]]:
    for kind in (below for root in roots for below in root.__subclasses__()):
        yield kind
        yield from kinds_under(kind)


def connector_kinds() -> list[type[Asset]]:
    """Every class of the client that is an asset of some source; the package loads them as they are asked for."""
    for name in assets.__all__:
        getattr(assets, name)
    return list(kinds_under(assets.Catalog, assets.Cloud, assets.Flow))


def used_kinds() -> set[type[Asset]]:
    return {link.kind for chain in CHAINS for link in chain.links}


def test_every_family_of_the_client_has_a_chain():
    families = {kind.__bases__[0].__name__ for kind in connector_kinds() if not kind.__subclasses__()}
    covered = {kind.__bases__[0].__name__ for kind in used_kinds()}
    assert sorted(families - covered) == sorted(NO_CHAIN)


def test_every_creator_of_the_client_is_called():
    with_creator = {kind.__name__ for kind in connector_kinds() if "creator" in vars(kind)}
    called = {link.kind.__name__ for chain in CHAINS for link in chain.links if link.has_creator}
    assert sorted(with_creator - called) == sorted(NO_CONNECTOR)


def connector_type(connector: str) -> AtlanConnectorType:
    if connector in AtlanConnectorType.get_values():
        return AtlanConnectorType(connector)
    return AtlanConnectorType.CREATE_CUSTOM(name=connector.upper().replace("-", "_"), value=connector)


def wire_of(asset: Asset) -> dict[str, Any]:
    """The attributes that the client sends, by their names on the wire."""
    return json.loads(asset.json(by_alias=True, exclude_unset=True))["attributes"]


def comparable(value: Any) -> Any:
    """A reference by the qualified name of what it is to; sets have no order."""
    if isinstance(value, list):
        return sorted((comparable(one) for one in value), key=repr)
    if isinstance(value, dict) and "uniqueAttributes" in value:
        return value["typeName"], value["uniqueAttributes"]["qualifiedName"]
    return value


def assert_stored(sent: Asset, fetched: Asset):
    stored = wire_of(fetched)
    expected = {key: comparable(value) for key, value in wire_of(sent).items() if value is not None}
    assert {key: comparable(stored.get(key)) for key in expected} == expected


def is_found(admin: AtlanClient, asset: Asset, connection: str) -> bool:
    """By its own type and by the family's, in its connection."""
    of_type, of_family = (
        [
            hit.guid
            for hit in FluentSearch.select()
            .where(which)
            .where(Asset.CONNECTION_QUALIFIED_NAME.eq(connection))
            .execute(admin)
        ]
        for which in (
            CompoundQuery.asset_type(type(asset)),
            CompoundQuery.super_types([type(asset).__bases__[0]]),
        )
    )
    assert (asset.guid in of_type) == (asset.guid in of_family)
    return asset.guid in of_type


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.connector)
def test_whole_life(admin: AtlanClient, chain: Chain):
    to_create = Connection.creator(
        client=admin,
        name=f"family {chain.connector}",
        connector_type=connector_type(chain.connector),
        admin_roles=[admin.role_cache.get_id_for_name("$admin")],
    )
    connection = admin.asset.save(to_create).assets_created(Connection)[0]
    sent = Builder(assets, chain.connector, connection.qualified_name).build(chain.links)
    saved = admin.asset.save(sent)
    assert len(saved.assets_created(Asset)) == len(sent)
    guids = [saved.guid_assignments[asset.guid] for asset in sent]
    for asset, guid in zip(sent, guids):
        assert_stored(asset, admin.asset.get_by_guid(guid, type(asset), ignore_relationships=False))
    assert inspect.isclass(chain.links[-1].kind)
