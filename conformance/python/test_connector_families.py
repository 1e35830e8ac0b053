"""One chain of every family of connectors: saved, read, changed, found, archived, restored, purged."""

import json
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import NotFoundError
from pyatlan.model import assets
from pyatlan.model.assets import Asset, Connection
from pyatlan.model.enums import AtlanConnectorType, EntityStatus
from pyatlan.model.fluent_search import CompoundQuery, FluentSearch
from pyatlan.model.search import Query
from pyatlan_v9.client.atlan import AtlanClient as AtlanClientV9
from pyatlan_v9.model import assets as assets_v9

from bi_families import BI
from connector_chain import Builder, Chain
from connector_families import APPLICATIONS, DOCUMENT_STORES, FILES_AND_STREAMS, PIPELINES, QUALITY, WAREHOUSES

CHAINS = (*WAREHOUSES, *DOCUMENT_STORES, *FILES_AND_STREAMS, *PIPELINES, *QUALITY, *APPLICATIONS, *BI)

CONNECTOR = attrgetter("connector")

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


# What the client sends to restore these does not name them.
RESTORED_BY_STATUS = {
    assets.BigqueryRoutine: "its own trimming makes a Procedure of it",
    assets.DataQualityRule: "its own updater takes no name, which trimming gives",
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


def wire_of(asset: Any) -> dict[str, Any]:
    """The attributes and links that either generation of the client sends, by their names on the wire."""
    if isinstance(asset, Asset):
        return json.loads(asset.json(by_alias=True, exclude_unset=True))["attributes"]
    sent = json.loads(asset.to_json(nested=True))
    return {**sent["attributes"], **sent.get("relationshipAttributes", {})}


def comparable(value: Any) -> Any:
    """A reference by the qualified name of what it is to; sets have no order."""
    if isinstance(value, list):
        return sorted((comparable(one) for one in value), key=repr)
    if isinstance(value, dict) and "typeName" in value:
        unique = value.get("uniqueAttributes") or value.get("attributes") or value
        return value["typeName"], unique["qualifiedName"]
    return value


def assert_stored(admin: AtlanClient | AtlanClientV9, sent: Any, guid: str):
    """Both ways of reading it give what was sent."""
    expected = {key: comparable(value) for key, value in wire_of(sent).items() if value not in (None, [])}
    by_guid = admin.asset.get_by_guid(guid, type(sent), ignore_relationships=False)
    by_name = admin.asset.get_by_qualified_name(sent.qualified_name, type(sent), ignore_relationships=False)
    for fetched in (by_guid, by_name):
        stored = wire_of(fetched)
        assert {key: comparable(stored.get(key)) for key in expected} == expected
    assert by_name.guid == guid


def found(admin: AtlanClient, sent: list[Asset], query: Query) -> set[str]:
    """The qualified names of those that a search finds; it passes over what is archived."""
    within = Asset.QUALIFIED_NAME.within([asset.qualified_name for asset in sent])
    return {hit.qualified_name for hit in FluentSearch.select().where(within).where(query).execute(admin)}


def names(sent: list[Asset], which: Callable[[Asset], bool] = lambda asset: True) -> set[str]:
    return {asset.qualified_name for asset in sent if which(asset)}


def assert_found(admin: AtlanClient, sent: list[Asset], connection: Connection):
    """By their own types, by what is above them, and by their connection."""
    for kind in {type(asset) for asset in sent}:
        of_type = names(sent, lambda asset: type(asset) is kind)
        assert found(admin, sent, CompoundQuery.asset_type(kind)) == of_type
        # A type is not above itself.
        family = kind.__bases__[0]
        beneath = names(sent, lambda asset: isinstance(asset, family) and type(asset) is not family)
        assert found(admin, sent, CompoundQuery.super_types([family])) == beneath
    within = names(sent, lambda asset: asset.connection_qualified_name == connection.qualified_name)
    assert found(admin, sent, Asset.CONNECTION_QUALIFIED_NAME.eq(connection.qualified_name)) == within


@pytest.mark.parametrize("chain", CHAINS, ids=CONNECTOR)
def test_whole_life(admin: AtlanClient, chain: Chain):
    to_create = Connection.creator(
        client=admin,
        name=f"family {chain.connector}",
        connector_type=connector_type(chain.connector),
        admin_roles=[admin.role_cache.get_id_for_name("$admin")],
    )
    connection = admin.asset.save(to_create).assets_created(Connection)[0]
    builder = Builder(assets, chain.connector, connection.qualified_name)
    sent = builder.build(chain.links)
    saved = admin.asset.save(sent)
    assert {asset.qualified_name for asset in saved.assets_created(Asset)} == names(sent)
    guids = [saved.guid_assignments[asset.guid] for asset in sent]
    for asset, guid in zip(sent, guids, strict=True):
        assert_stored(admin, asset, guid)
    assert_found(admin, sent, connection)

    last, guid = sent[-1], guids[-1]
    change = builder.change(last)
    change.description = "changed"
    updated = admin.asset.save(change).assets_updated(type(last))
    assert [(asset.guid, asset.description) for asset in updated] == [(guid, "changed")]

    assert [asset.guid for asset in admin.asset.delete_by_guid(guid).assets_deleted(type(last))] == [guid]
    assert admin.asset.get_by_guid(guid, type(last)).status == EntityStatus.DELETED
    assert found(admin, sent, CompoundQuery.asset_type(type(last))) == set()
    if type(last) in RESTORED_BY_STATUS:
        again = builder.change(last)
        again.status = EntityStatus.ACTIVE
        admin.asset.save(again)
    else:
        assert admin.asset.restore(type(last), last.qualified_name)
    last.description = "changed"
    assert_stored(admin, last, guid)
    assert admin.asset.get_by_guid(guid, type(last)).status == EntityStatus.ACTIVE

    purged = admin.asset.purge_by_guid(guids)
    assert {asset.guid for asset in purged.assets_deleted(Asset)} == set(guids)
    with pytest.raises(NotFoundError, match="ATLAS-404-00-005"):
        admin.asset.get_by_guid(guid, type(last))
    with pytest.raises(NotFoundError, match="ATLAS-404-00-009"):
        admin.asset.get_by_qualified_name(last.qualified_name, type(last))
    assert found(admin, sent, CompoundQuery.super_types([Asset])) == set()


@pytest.mark.parametrize("chain", [one for one in CHAINS if one.connector in ("airflow", "tableau")], ids=CONNECTOR)
def test_whole_life_in_the_ninth_generation(admin_v9: AtlanClientV9, chain: Chain):
    to_create = assets_v9.Connection.creator(
        client=admin_v9,
        name=f"ninth {chain.connector}",
        connector_type=connector_type(chain.connector),
        admin_roles=[admin_v9.role_cache.get_id_for_name("$admin")],
    )
    to_create.qualified_name = f"{to_create.qualified_name}9"
    connection = admin_v9.asset.save(to_create).assets_created(assets_v9.Connection)[0]
    builder = Builder(assets_v9, chain.connector, connection.qualified_name)
    sent = builder.build(chain.links)
    saved = admin_v9.asset.save(sent)
    guids = [saved.guid_assignments[asset.guid] for asset in sent]
    for asset, guid in zip(sent, guids, strict=True):
        assert_stored(admin_v9, asset, guid)
    last, guid = sent[-1], guids[-1]
    change = builder.change(last)
    change.description = "changed"
    assert [asset.guid for asset in admin_v9.asset.save(change).assets_updated(type(last))] == [guid]
    admin_v9.asset.delete_by_guid(guid)
    assert admin_v9.asset.get_by_guid(guid, type(last)).status == EntityStatus.DELETED
    assert admin_v9.asset.restore(type(last), last.qualified_name)
    last.description = "changed"
    assert_stored(admin_v9, last, guid)
    admin_v9.asset.purge_by_guid(guids)
    with pytest.raises(NotFoundError, match="ATLAS-404-00-005"):
        admin_v9.asset.get_by_guid(guid, type(last))
