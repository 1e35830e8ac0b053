"""What the SDK reads of a catalog that a Glue crawl has filled."""

import pytest
import requests
from allie_sdk.alation import Alation
from allie_sdk.models.rdbms_model import (
    ColumnParams,
    ColumnPatchItem,
    Schema,
    SchemaParams,
    TableParams,
    TablePatchItem,
)

from conftest import Crawled
from server import Server


@pytest.fixture
def datasource_id(alation: Alation, crawled: Crawled) -> int:
    [found] = [one for one in alation.datasource.get_ocf_datasources() if one.title == crawled.connection_name]
    return found.id


def schemas_of(alation: Alation, datasource_id: int) -> dict[str, Schema]:
    found = alation.rdbms.get_schemas(SchemaParams(ds_id={datasource_id}))
    return {schema.name.rpartition(".")[2]: schema for schema in found}


def test_data_sources_of_both_generations_are_the_connections(alation: Alation, crawled: Crawled, datasource_id: int):
    [native] = [one for one in alation.datasource.get_native_datasources() if one.id == datasource_id]
    assert native.title == crawled.connection_name
    assert native.deployment_setup_complete is True
    assert native.url == f"/data/{datasource_id}/"


def test_schemas_come_whole_over_two_pages(alation: Alation, datasource_id: int):
    whole = alation.rdbms.get_schemas(SchemaParams(ds_id={datasource_id}))
    assert len(whole) == 2
    alation.rdbms.page_size = 1
    paged = alation.rdbms.get_schemas(SchemaParams(ds_id={datasource_id}))
    assert paged == whole
    assert [schema.id for schema in paged] == sorted(schema.id for schema in paged)
    assert all(schema.key.startswith(f"{datasource_id}.") for schema in paged)


def test_what_the_crawl_left_out_is_not_there(alation: Alation, datasource_id: int):
    assert set(schemas_of(alation, datasource_id)) == {"sales", "dev-project"}
    assert alation.rdbms.get_tables(TableParams(name={"formula"})) == []


def test_who_is_linked_to_nothing_sees_nothing_not_even_as_an_admin(server: Server, oauth_client: dict, crawled: Crawled):
    client = Alation(
        host=server.url, client_id=oauth_client["clientId"], client_secret=oauth_client["clientSecret"]
    )
    assert client.datasource.get_ocf_datasources() == []
    assert client.rdbms.get_schemas() == [] and client.rdbms.get_tables() == [] and client.rdbms.get_columns() == []


def test_tables_of_a_schema_over_pages(alation: Alation, datasource_id: int):
    schemas = schemas_of(alation, datasource_id)
    alation.rdbms.page_size = 7
    tables = alation.rdbms.get_tables(TableParams(schema_id={schemas["dev-project"].id}))
    assert [table.name for table in tables] == sorted(f"events_{number:02}" for number in range(30))
    assert {table.ds_id for table in tables} == {datasource_id}


def test_a_table_and_a_view_say_what_they_are(alation: Alation, datasource_id: int):
    schema = schemas_of(alation, datasource_id)["sales"]
    found = {table.name: table for table in alation.rdbms.get_tables(TableParams(schema_id={schema.id}))}
    assert set(found) == {"orders", "big_orders"}
    orders = found["orders"]
    assert (orders.schema_name, orders.schema_id) == (schema.name, schema.id)
    assert orders.table_comment == "every order ever placed"
    assert found["big_orders"].table_type.upper() == "VIEW"
    assert found["big_orders"].sql == "SELECT order_id FROM orders WHERE amount > 1000"


def test_columns_of_a_table_in_their_order(alation: Alation, datasource_id: int):
    [orders] = alation.rdbms.get_tables(TableParams(name={"orders"}, ds_id={datasource_id}))
    columns = alation.rdbms.get_columns(ColumnParams(table_id={orders.id}))
    named = {column.name: column for column in columns}
    assert {"order_id", "placed_at", "amount", "customer", "lines", "labels", "region", "day"} <= set(named)
    assert named["order_id"].column_comment == "identifies an order"
    assert named["order_id"].table_id == orders.id
    assert "12,2" in named["amount"].column_type.replace(" ", "")


def test_filters_by_suffix_and_several_values(alation: Alation, datasource_id: int):
    schema = schemas_of(alation, datasource_id)["dev-project"]
    begin = alation.rdbms.get_tables(TableParams(schema_id={schema.id}, name__startswith={"events_0"}))
    assert len(begin) == 10
    either = alation.rdbms.get_tables(TableParams(schema_id={schema.id}, name={"events_01", "events_02"}))
    assert [table.name for table in either] == ["events_01", "events_02"]
    above = alation.rdbms.get_tables(TableParams(schema_id={schema.id}, id__gt={begin[0].id}))
    assert begin[0].id not in [table.id for table in above]
    by_name = alation.rdbms.get_tables(TableParams(schema_id={schema.id}, order_by="-name"))
    assert by_name[0].name == "events_29"


def test_an_unknown_filter_is_refused_and_not_passed_over(alation: Alation):
    with pytest.raises(requests.HTTPError) as failure:
        alation.rdbms.get("/integration/v2/table/", query_params={"ids": 5})
    answer = failure.value.response
    assert answer.status_code == 400
    assert answer.json()["code"] == "400006"
    assert answer.json()["detail"] == "Invalid query parameters: [ids]"


def test_ids_stay_what_they_were_when_the_source_is_crawled_no_more(alation: Alation, datasource_id: int):
    first = alation.rdbms.get_tables(TableParams(ds_id={datasource_id}))
    assert first == alation.rdbms.get_tables(TableParams(id={table.id for table in first}))


def test_titles_and_descriptions_are_changed_by_id_and_by_key(alation: Alation, datasource_id: int):
    [table] = alation.rdbms.get_tables(TableParams(name={"events_28"}, ds_id={datasource_id}))
    [column, *_] = alation.rdbms.get_columns(ColumnParams(table_id={table.id}))
    changed = [
        *alation.rdbms.patch_tables(datasource_id, [TablePatchItem(id=table.id, title="Events", description="<p>of 28</p>")]),
        *alation.rdbms.patch_columns(datasource_id, [ColumnPatchItem(key=column.key, title="First")]),
    ]
    assert changed and {job.status for job in changed} == {"successful"}
    [after] = alation.rdbms.get_tables(TableParams(id={table.id}))
    assert (after.name, after.title, after.description) == ("events_28", "Events", "<p>of 28</p>")
    [first] = alation.rdbms.get_columns(ColumnParams(id={column.id}))
    assert (first.name, first.title) == (column.name, "First")


def test_connectors_have_a_name_and_a_number(alation: Alation, crawled: Crawled):
    connectors = alation.connector.get_connectors()
    assert connectors and all(isinstance(one.id, int) and one.name for one in connectors)
