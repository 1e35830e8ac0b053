"""The packages beside the crawler, as the client's own builders make them, with S3 from moto."""

import csv
import io

import boto3
import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.model.assets import Connection, Process, Table, View
from pyatlan.model.enums import (
    AssetDeltaHandling,
    AssetInputHandling,
    AtlanConnectorType,
    AtlanWorkflowPhase,
    EntityStatus,
)
from pyatlan.model.fluent_search import CompoundQuery, FluentSearch
from pyatlan.model.packages import (
    AssetExportBasic,
    AssetImport,
    ConnectionDelete,
    LineageBuilder,
    RelationalAssetsBuilder,
)

import glue_source

KEYS = {"access_key": "testing", "secret_key": "testing", "region": glue_source.REGION}


@pytest.fixture(scope="module")
def bucket(glue_url: str):
    """A bucket in moto: (client, name)."""
    s3 = boto3.client(
        "s3",
        endpoint_url=glue_url,
        region_name=glue_source.REGION,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    name = "catalog-files"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": glue_source.REGION})
    return s3, name


def put(bucket, key: str, rows: list[dict[str, str]]) -> None:
    s3, name = bucket
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    s3.put_object(Bucket=name, Key=key, Body=text.getvalue().encode())


def finished(admin: AtlanClient, package) -> AtlanWorkflowPhase:
    response = admin.workflow.run(package.to_workflow())
    return admin.workflow.monitor(response)


def relational(name: str, **more: str) -> dict[str, str]:
    row = {
        "typeName": "Connection",
        "connectionName": name,
        "connectorType": "vertica",
        "databaseName": "",
        "schemaName": "",
        "entityName": "",
        "columnName": "",
        "dataType": "",
    }
    return {**row, **more}


def rows_of(name: str) -> list[dict[str, str]]:
    database = {"databaseName": "DB"}
    schema = {**database, "schemaName": "S"}
    return [
        relational(name),
        relational(name, typeName="Database", **database),
        relational(name, typeName="Schema", **schema),
        relational(name, typeName="Table", entityName="T", **schema),
        relational(name, typeName="View", entityName="V", **schema),
        relational(name, typeName="Column", entityName="T", columnName="C", dataType="INT", **schema),
    ]


@pytest.fixture
def built(admin: AtlanClient, bucket, unique: str) -> Connection:
    """A connection with a table and a view, from a file."""
    name = f"built {unique}"
    key = f"{unique}.csv"
    put(bucket, f"relational/{key}", rows_of(name))
    package = (
        RelationalAssetsBuilder()
        .object_store(prefix="relational", object_key=key)
        .s3(bucket=bucket[1], **KEYS)
        .assets_semantics(AssetInputHandling.UPSERT, AssetDeltaHandling.INCREMENTAL)
        .options(fail_on_errors=True, field_separator=",", batch_size=50)
    )
    assert finished(admin, package) == AtlanWorkflowPhase.SUCCESS
    [connection] = admin.asset.find_connections_by_name(name, AtlanConnectorType.VERTICA)
    return connection


def test_relational_assets_are_built_from_a_file(admin: AtlanClient, built: Connection):
    table = admin.asset.get_by_qualified_name(
        f"{built.qualified_name}/DB/S/T", Table, ignore_relationships=False
    )
    assert table.schema_name == "S" and table.atlan_schema.display_text == "S"
    assert [column.display_text for column in table.columns] == ["C"]


def test_an_export_is_read_back_by_an_import(admin: AtlanClient, bucket, built: Connection, unique: str):
    s3, name = bucket
    export = (
        AssetExportBasic()
        .all_assets(prefix=built.qualified_name, include_description=True)
        .object_store(prefix=f"exports/{unique}")
        .s3(bucket=name, **KEYS)
    )
    assert finished(admin, export) == AtlanWorkflowPhase.SUCCESS
    body = s3.get_object(Bucket=name, Key=f"exports/{unique}/asset-export.csv")["Body"].read().decode()
    rows = list(csv.DictReader(io.StringIO(body)))
    assert sorted(row["typeName"] for row in rows) == ["Column", "Database", "Schema", "Table", "View"]
    for row in rows:
        row["userDescription"] = f"about {row['name']}"
    put(bucket, f"imports/{unique}.csv", rows)
    imported = (
        AssetImport()
        .object_store()
        .s3(bucket=name, **KEYS)
        .assets(prefix="imports", object_key=f"{unique}.csv", input_handling=AssetInputHandling.UPDATE)
        .assets_advanced(
            remove_attributes=[Table.CERTIFICATE_STATUS],
            fail_on_errors=True,
            case_sensitive_match=False,
            is_table_view_agnostic=True,
            field_separator=",",
            batch_size=20,
        )
    )
    assert finished(admin, imported) == AtlanWorkflowPhase.SUCCESS
    view = admin.asset.get_by_qualified_name(f"{built.qualified_name}/DB/S/V", View)
    assert view.user_description == "about V"


def test_an_import_of_bad_rows_fails(admin: AtlanClient, bucket, unique: str):
    put(bucket, f"imports/{unique}.csv", [{"qualifiedName": "default/vertica/1/x", "typeName": "Tabel"}])
    package = AssetImport().object_store().s3(bucket=bucket[1], **KEYS)
    package.assets(prefix="imports", object_key=f"{unique}.csv", input_handling=AssetInputHandling.UPSERT)
    assert finished(admin, package) == AtlanWorkflowPhase.FAILED


def test_lineage_is_built_from_a_file(admin: AtlanClient, bucket, built: Connection, unique: str):
    end = {"Connector": "vertica", "Connection": built.name}
    row = {
        **{f"Source {key}": value for key, value in {"Type": "Table", **end, "Identity": "DB/S/T", "Name": "T"}.items()},
        **{f"Target {key}": value for key, value in {"Type": "View", **end, "Identity": "DB/S/V", "Name": "V"}.items()},
        **{f"Transformation {key}": value for key, value in {**end, "Identity": "job", "Name": "T > V"}.items()},
    }
    put(bucket, f"lineage/{unique}.csv", [row])
    package = (
        LineageBuilder()
        .object_store(prefix="lineage", object_key=f"{unique}.csv")
        .s3(bucket=bucket[1], **KEYS)
        .options(input_handling=AssetInputHandling.UPDATE, fail_on_errors=True)
    )
    assert finished(admin, package) == AtlanWorkflowPhase.SUCCESS
    process = admin.asset.get_by_qualified_name(f"{built.qualified_name}/job", Process, ignore_relationships=False)
    assert [one.display_text for one in process.inputs] == ["T"]
    assert [one.display_text for one in process.outputs] == ["V"]


def remaining(admin: AtlanClient, connection: Connection, status: EntityStatus) -> int:
    request = (
        FluentSearch.select(include_archived=True)
        .where(Table.CONNECTION_QUALIFIED_NAME.eq(connection.qualified_name))
        .where(CompoundQuery.active_assets() if status == EntityStatus.ACTIVE else CompoundQuery.archived_assets())
        .to_request()
    )
    return admin.asset.search(request).count


def test_a_connection_is_archived_and_then_purged(admin: AtlanClient, built: Connection):
    assert remaining(admin, built, EntityStatus.ACTIVE) == 5
    assert finished(admin, ConnectionDelete(built.qualified_name, purge=False)) == AtlanWorkflowPhase.SUCCESS
    assert remaining(admin, built, EntityStatus.ACTIVE) == 0
    assert remaining(admin, built, EntityStatus.DELETED) == 5
    assert finished(admin, ConnectionDelete(built.qualified_name, purge=True)) == AtlanWorkflowPhase.SUCCESS
    assert remaining(admin, built, EntityStatus.DELETED) == 0
