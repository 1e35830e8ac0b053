"""Data contracts: versions, statuses, both spellings, removal."""

import json

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import AtlanError, ConflictError, NotFoundError
from pyatlan.model.assets import Connection, Database, DataContract, Schema, Table
from pyatlan.model.contract import DataContractSpec
from pyatlan.model.enums import AtlanConnectorType, CertificateStatus, DataContractStatus


@pytest.fixture(scope="module")
def schema(admin: AtlanClient) -> Schema:
    to_create = Connection.creator(
        client=admin,
        name="with contracts",
        connector_type=AtlanConnectorType.ORACLE,
        admin_roles=[admin.role_cache.get_id_for_name("$admin")],
    )
    connection = admin.asset.save(to_create).assets_created(Connection)[0]
    database = Database.creator(name="db", connection_qualified_name=connection.qualified_name)
    created = admin.asset.save(database).assets_created(Database)[0]
    response = admin.asset.save(Schema.creator(name="public", database_qualified_name=created.qualified_name))
    return response.assets_created(Schema)[0]


@pytest.fixture
def table(admin: AtlanClient, schema: Schema, unique: str) -> Table:
    to_create = Table.creator(name=f"t{unique}", schema_qualified_name=schema.qualified_name)
    return admin.asset.save(to_create).assets_created(Table)[0]


def contract(table: Table, status: str, **more) -> DataContract:
    document = {"kind": "DataContract", "status": status, "type": "Table", "dataset": table.name, **more}
    return DataContract.creator(asset_qualified_name=table.qualified_name, contract_json=json.dumps(document))


def test_versions_follow_what_is_certified(admin: AtlanClient, table: Table):
    response = admin.asset.save(contract(table, "DRAFT"))
    first = response.assets_created(DataContract)[0]
    assert [one.guid for one in response.assets_updated(Table)] == [table.guid]
    assert first.qualified_name == f"{table.qualified_name}/Table/contract/V1"
    assert (first.data_contract_version, first.certificate_status) == (1, CertificateStatus.DRAFT)
    assert first.data_contract_asset_guid == table.guid
    assert first.data_contract_spec and first.data_contract_json
    assert admin.asset.save(contract(table, "DRAFT")).mutated_entities is None
    verified = admin.asset.save(contract(table, "VERIFIED")).assets_updated(DataContract)
    assert [(one.guid, one.certificate_status) for one in verified] == [(first.guid, CertificateStatus.VERIFIED)]
    second = admin.asset.save(contract(table, "DRAFT", description="next")).assets_created(DataContract)[0]
    assert second.data_contract_version == 2
    fresh = admin.asset.get_by_guid(table.guid, Table, ignore_relationships=False)
    assert fresh.has_contract
    assert fresh.data_contract_latest.guid == second.guid
    assert fresh.data_contract_latest_certified.guid == first.guid
    before = admin.asset.get_by_guid(second.guid, DataContract, ignore_relationships=False)
    assert before.data_contract_previous_version.guid == first.guid


def test_a_contract_may_be_yaml(admin: AtlanClient, table: Table):
    spec = DataContractSpec(status=DataContractStatus.DRAFT, type="Table", dataset=table.name, description="by spec")
    to_create = DataContract.creator(asset_qualified_name=table.qualified_name, contract_spec=spec)
    made = admin.asset.save(to_create).assets_created(DataContract)[0]
    fresh = admin.asset.get_by_guid(made.guid, DataContract)
    assert fresh.data_contract_spec == spec.to_yaml()
    assert json.loads(fresh.data_contract_json)["description"] == "by spec"


def test_nothing_is_certified_that_was_no_draft(admin: AtlanClient, table: Table):
    with pytest.raises(ConflictError, match="Can't create a new published version"):
        admin.asset.save(contract(table, "VERIFIED"))
    with pytest.raises(NotFoundError):
        missing = DataContract.creator(
            asset_qualified_name=f"{table.qualified_name}x",
            contract_json=json.dumps({"status": "DRAFT", "type": "Table", "dataset": "x"}),
        )
        admin.asset.save(missing)


def test_a_contract_is_purged_with_all_its_versions_or_its_latest_alone(admin: AtlanClient, table: Table):
    first = admin.asset.save(contract(table, "DRAFT")).assets_created(DataContract)[0]
    admin.asset.save(contract(table, "VERIFIED"))
    second = admin.asset.save(contract(table, "DRAFT", description="next")).assets_created(DataContract)[0]
    with pytest.raises(AtlanError, match="ATLAS-409-00-015"):
        admin.asset.delete_by_guid(second.guid)
    gone = admin.contracts.delete_latest_version(second.guid)
    assert [one.guid for one in gone.assets_deleted(DataContract)] == [second.guid]
    fresh = admin.asset.get_by_guid(table.guid, Table, ignore_relationships=False)
    assert fresh.data_contract_latest.guid == first.guid
    admin.contracts.delete(first.guid)
    fresh = admin.asset.get_by_guid(table.guid, Table, ignore_relationships=False)
    assert not fresh.has_contract
    assert fresh.data_contract_latest is None


def test_a_first_contract_is_drawn_up_for_an_asset(admin: AtlanClient, table: Table):
    spec = DataContractSpec.from_yaml(admin.contracts.generate_initial_spec(table))
    assert (spec.kind, spec.type, spec.dataset) == ("DataContract", "Table", table.name)
    assert spec.status == DataContractStatus.DRAFT
    to_create = DataContract.creator(asset_qualified_name=table.qualified_name, contract_spec=spec)
    assert admin.asset.save(to_create).assets_created(DataContract)
