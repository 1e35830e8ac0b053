"""The Glue crawler, as the client's own documentation shows it."""

from pyatlan.client.atlan import AtlanClient
from pyatlan.model.assets import Column, Connection, Database, Schema, Table, View
from pyatlan.model.enums import AtlanConnectorType, AtlanWorkflowPhase, WorkflowPackage
from pyatlan.model.fluent_search import CompoundQuery, FluentSearch

from conftest import glue_crawler


def names(admin: AtlanClient, asset_type: type, connection_qualified_name: str) -> list[str]:
    request = (
        FluentSearch.select()
        .where(CompoundQuery.asset_type(asset_type))
        .where(asset_type.CONNECTION_QUALIFIED_NAME.eq(connection_qualified_name))
        .page_size(10)
        .to_request()
    )
    return sorted(asset.name for asset in admin.asset.search(request))


def connection_of(admin: AtlanClient, name: str) -> Connection:
    found = admin.asset.find_connections_by_name(name, AtlanConnectorType.GLUE)
    assert len(found) == 1
    return found[0]


def test_run_answers_the_workflow_as_submitted(admin: AtlanClient, crawled):
    response, _ = crawled
    assert response.metadata.name.startswith("atlan-glue-")
    assert response.spec.templates[0].dag.tasks[0].template_ref.name == "atlan-glue"


def test_the_secret_key_is_never_echoed(crawled):
    response, _ = crawled
    assert "testing" not in response.json()


def test_the_crawl_stores_what_was_included_and_nothing_else(admin: AtlanClient, crawled):
    _, name = crawled
    qualified_name = connection_of(admin, name).qualified_name
    assert names(admin, Database, qualified_name) == ["AwsDataCatalog"]
    assert names(admin, Schema, qualified_name) == ["dev-project", "sales"]
    assert names(admin, Table, qualified_name) == sorted([f"events_{n:02}" for n in range(30)] + ["orders"])
    assert names(admin, View, qualified_name) == ["big_orders"]


def test_a_table_carries_its_columns_partitions_and_nested_fields(admin: AtlanClient, crawled):
    _, name = crawled
    connection = connection_of(admin, name).qualified_name
    table = admin.asset.get_by_qualified_name(
        f"{connection}/AwsDataCatalog/sales/orders", Table, ignore_relationships=False
    )
    assert table.description == "every order ever placed"
    assert table.is_partitioned and table.row_count == 1200
    assert table.atlan_schema.display_text == "sales"
    direct = {column.display_text for column in table.columns}
    assert {"order_id", "amount", "customer", "lines", "labels", "region", "day"} <= direct
    nested = admin.asset.get_by_qualified_name(
        f"{connection}/AwsDataCatalog/sales/orders/customer/address/city", Column, ignore_relationships=False
    )
    assert nested.column_depth_level == 2
    assert nested.data_type == "STRING"
    day = admin.asset.get_by_qualified_name(f"{connection}/AwsDataCatalog/sales/orders/day", Column)
    assert day.is_partition and day.partition_order == 2


def test_a_view_carries_its_text(admin: AtlanClient, crawled):
    _, name = crawled
    connection = connection_of(admin, name).qualified_name
    view = admin.asset.get_by_qualified_name(f"{connection}/AwsDataCatalog/sales/big_orders", View)
    assert view.definition == "SELECT order_id FROM orders WHERE amount > 1000"


def test_find_by_type_and_by_id(admin: AtlanClient, crawled):
    response, _ = crawled
    found = admin.workflow.find_by_type(prefix=WorkflowPackage.GLUE, max_results=5)
    assert response.metadata.name in [one.id for one in found]
    one = admin.workflow.find_by_id(response.metadata.name)
    assert one and one.id == response.metadata.name
    assert admin.workflow.find_by_id("atlan-glue-0000000000") is None
    assert admin.workflow.find_by_type(prefix=WorkflowPackage.SNOWFLAKE, max_results=5) == []


def test_latest_run_and_runs_by_phase(admin: AtlanClient, crawled):
    response, _ = crawled
    runs = admin.workflow.get_runs(response.metadata.name, AtlanWorkflowPhase.SUCCESS).current_page()
    assert runs and all(run.status == AtlanWorkflowPhase.SUCCESS for run in runs)
    by_id = admin.workflow.find_run_by_id(runs[0].id)
    assert by_id and by_id.id == runs[0].id


def test_rerun_starts_a_new_run_and_changes_no_asset(admin: AtlanClient, crawled):
    response, name = crawled
    connection = connection_of(admin, name).qualified_name
    before = names(admin, Column, connection)
    existing = [
        one
        for one in admin.workflow.find_by_type(prefix=WorkflowPackage.GLUE, max_results=50)
        if one.id == response.metadata.name
    ][0]
    rerun = admin.workflow.rerun(existing)
    assert rerun.metadata.name != response.metadata.name
    assert admin.workflow.monitor(workflow_name=response.metadata.name) == AtlanWorkflowPhase.SUCCESS
    assert names(admin, Column, connection) == before


def test_idempotent_rerun_answers(admin: AtlanClient, crawled):
    response, _ = crawled
    existing = admin.workflow.find_by_id(response.metadata.name)
    rerun = admin.workflow.rerun(existing, idempotent=True)
    assert rerun.metadata.name.startswith(response.metadata.name)
    assert admin.workflow.monitor(rerun) == AtlanWorkflowPhase.SUCCESS


def test_stop_ends_a_run_as_failed_or_finds_it_done(admin: AtlanClient, unique: str):
    workflow = glue_crawler(admin, f"stopped {unique}").include(assets=["dev-project"]).to_workflow()
    response = admin.workflow.run(workflow)
    running = admin.workflow.get_runs(response.metadata.name, AtlanWorkflowPhase.RUNNING).current_page()
    if running:
        stopped = admin.workflow.stop(running[0].id)
        assert stopped.status.stored_workflow_template_spec["workflowTemplateRef"]["name"] == response.metadata.name
    assert admin.workflow.monitor(response) in (AtlanWorkflowPhase.FAILED, AtlanWorkflowPhase.SUCCESS)


def test_delete_takes_the_workflow_out_of_the_search(admin: AtlanClient, unique: str):
    workflow = glue_crawler(admin, f"deleted {unique}").include(assets=["sales"]).to_workflow()
    response = admin.workflow.run(workflow)
    assert admin.workflow.monitor(response) == AtlanWorkflowPhase.SUCCESS
    admin.workflow.delete(response.metadata.name)
    assert admin.workflow.find_by_id(response.metadata.name) is None
