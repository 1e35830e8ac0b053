"""The app surface (`client.app`), every call of it, and the Glue builder to a finished crawl."""

import time
from uuid import uuid4

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import AtlanError, InvalidRequestError, NotFoundError
from pyatlan.model.app import AppResponse, AppRunResponse, AppSchedule
from pyatlan.model.apps import AtlanGlue, BigqueryMiner
from pyatlan.model.assets import Connection, Schema, Table
from pyatlan.model.fluent_search import CompoundQuery, FluentSearch

import glue_source

CONNECTION = {
    "typeName": "Connection",
    "attributes": {"qualifiedName": "default/snowflake/1735500000", "connectorName": "snowflake", "name": "somewhere"},
}


def finished(admin: AtlanClient, run_id: str) -> AppRunResponse:
    for _ in range(240):
        run = admin.app.get_run(run_id)
        if run.is_terminal:
            return run
        time.sleep(0.5)
    raise AssertionError(f"run {run_id} does not end")


def message_of(admin: AtlanClient, run_id: str) -> str:
    """Why the run ended as it did: the same run, on the other surface."""
    return admin.workflow.find_run_by_id(run_id).source.status.message


def glue(admin: AtlanClient, name: str) -> AtlanGlue:
    return (
        AtlanGlue(admin)
        .iam(username="testing", password="testing", region=glue_source.REGION)
        .connection(name=name, admin_roles=[admin.role_cache.get_id_for_name("$admin")])
    )


def connection_of(admin: AtlanClient, app: AppResponse) -> str:
    return admin.app.get(app.slug).inputs["connection"]["attributes"]["qualifiedName"]


def names(admin: AtlanClient, asset_type: type, connection: str) -> list[str]:
    request = (
        FluentSearch.select()
        .where(CompoundQuery.asset_type(asset_type))
        .where(asset_type.CONNECTION_QUALIFIED_NAME.eq(connection))
        .page_size(50)
        .to_request()
    )
    return sorted(asset.name for asset in admin.asset.search(request))


@pytest.fixture(scope="module")
def crawled_app(admin: AtlanClient) -> AppResponse:
    """`sales`, crawled by the builder into a connection of its own."""
    app = glue(admin, f"by app {uuid4().hex[:8]}").include_metadata({"AwsDataCatalog": ["sales"]}).run()
    assert app.run_id and finished(admin, app.run_id).is_success, message_of(admin, app.run_id)
    return app


@pytest.fixture
def idle(admin: AtlanClient) -> AppResponse:
    """A workflow that was never run, of an app without an executor here."""
    inputs = {"connection": CONNECTION, "extraction_method": "direct"}
    return admin.app.create("snowflake-crawler", f"Idle_{uuid4().hex[:8]}", inputs, entrypoint="crawler", run=False)


def test_apps_are_described_with_what_they_take(admin: AtlanClient):
    info = admin.app.describe("atlan-glue")
    assert info.native_ready and info.execution_mode == "native" and info.entrypoints == []
    other = admin.app.describe("bigquery-crawler")
    assert [one.name for one in other.entrypoints] == ["crawler"] and not other.native_ready
    contract = admin.app.get_input_contract("atlan-glue")
    assert contract.credential_field() == "credential"
    assert contract.required_fields() == ["connection"]
    assert {"include_filter", "exclude_filter", "catalog_id"} <= set(contract.field_names())
    assert admin.app.get_input_contract("bigquery-crawler", entrypoint="crawler").title == "AppInputContract"
    with pytest.raises(NotFoundError):
        admin.app.describe("no-such-app")
    with pytest.raises(InvalidRequestError, match="1003"):
        admin.app.get_input_contract("bigquery-crawler", entrypoint="miner")


def test_the_glue_builder_crawls_and_leaves_its_credential_with_the_connection(admin: AtlanClient, crawled_app):
    qualified_name = connection_of(admin, crawled_app)
    assert names(admin, Schema, qualified_name) == ["sales"]
    assert names(admin, Table, qualified_name) == ["orders"]
    connection = admin.asset.get_by_qualified_name(qualified_name, Connection)
    inputs = admin.app.get(crawled_app.slug).inputs
    assert connection.default_credential_guid == inputs["credential_guid"]
    assert "credential" not in inputs and "testing" not in str(inputs)


def test_the_same_name_answers_the_workflow_that_is_there(admin: AtlanClient, crawled_app):
    name = admin.app.get(crawled_app.slug).name
    again = glue(admin, name).run()
    assert again.slug == crawled_app.slug
    assert [one.slug for one in admin.app.get_all(name=name).workflows] == [crawled_app.slug]


def test_a_credential_of_the_vault_and_a_connection_that_is_there_can_be_used(admin: AtlanClient, crawled_app):
    qualified_name = connection_of(admin, crawled_app)
    app = (
        AtlanGlue(admin)
        .connection(qualified_name=qualified_name)
        .include_metadata({"AwsDataCatalog": ["sales", "dev-project"]})
        .run(name=f"again {uuid4().hex[:8]}")
    )
    inputs = admin.app.get(app.slug).inputs
    assert inputs["credential_guid"] == admin.app.get(crawled_app.slug).inputs["credential_guid"]
    assert finished(admin, app.run_id).is_success, message_of(admin, app.run_id)
    assert names(admin, Schema, qualified_name) == ["dev-project", "sales"]


def test_a_connection_that_is_not_there_fails_the_run(admin: AtlanClient, crawled_app):
    guid = admin.app.get(crawled_app.slug).inputs["credential_guid"]
    app = (
        AtlanGlue(admin)
        .credential_guid(guid)
        .connection(qualified_name="default/glue/1")
        .run(name=f"nowhere {uuid4().hex[:8]}")
    )
    assert finished(admin, app.run_id).status == "Failed"


def test_a_role_is_refused_where_this_server_does_not_lend_its_own_identity(admin: AtlanClient, unique: str):
    builder = (
        AtlanGlue(admin)
        .role(aws_role_arn="arn:aws:iam::123456789012:role/crawler", region=glue_source.REGION)
        .connection(name=f"by role {unique}", admin_users=["someone"])
    )
    with pytest.raises(InvalidRequestError, match="1000.*CLAVIS_GLUE_SERVER_IDENTITY"):
        builder.create()
    assert admin.app.get_all(name=f"by role {unique}").workflows == []


def test_the_agent_form_is_kept_and_its_run_says_that_there_is_no_agent(admin: AtlanClient, unique: str):
    app = (
        AtlanGlue(admin)
        .agent({"agent-name": "mine", "secret-manager": "awssecretmanager"})
        .connection(name=f"by agent {unique}", admin_users=["someone"])
        .run()
    )
    assert admin.app.get(app.slug).inputs["agent_json"]["agent-name"] == "mine"
    assert finished(admin, app.run_id).status == "Failed"
    assert "no agent runtime" in message_of(admin, app.run_id)


def test_wrong_inputs_are_named_all_at_once(admin: AtlanClient):
    wrong = {"connection": {"typeName": "Connection", "attributes": {"name": "x"}}, "include_filter": 5, "colour": 1}
    with pytest.raises(InvalidRequestError) as error:
        admin.app.create("atlan-glue", "wrong", wrong)
    text = str(error.value)
    assert "1000" in text
    assert "inputs.connection.attributes.qualifiedName" in text and "inputs.include_filter" in text
    assert "inputs.colour" in text


def test_an_update_is_a_new_version_under_the_same_slug_and_keeps_the_credential(admin: AtlanClient, crawled_app):
    before = admin.app.get(crawled_app.slug)
    inputs = {"connection": before.inputs["connection"], "credential_guid": "", "exclude-table-regex": "tmp_.*"}
    changed = admin.app.update(crawled_app.slug, inputs)
    assert changed.slug == crawled_app.slug and changed.version > before.version
    after = admin.app.get(crawled_app.slug)
    assert after.version == changed.version and after.owner == before.owner
    assert after.inputs["credential_guid"] == before.inputs["credential_guid"]
    assert after.inputs["exclude_table_regex"] == "tmp_.*" and "include_filter" not in after.inputs


def test_a_workflow_is_found_listed_and_deleted(admin: AtlanClient, idle: AppResponse):
    assert idle.run_id is None
    summary = admin.app.get(idle.slug)
    assert summary.app_id == "snowflake-crawler" and summary.name.lower() in idle.slug
    seen, cursor = [], None
    while True:
        page = admin.app.get_all(limit=2, cursor=cursor)
        seen += [one.slug for one in page.workflows]
        if not page.has_more:
            break
        cursor = page.next_cursor
    assert idle.slug in seen and len(seen) == len(set(seen))
    deleted = admin.app.delete(idle.slug)
    assert deleted.archived and deleted.slug == idle.slug
    with pytest.raises(NotFoundError):
        admin.app.get(idle.slug)


def test_a_run_is_submitted_and_cancelled(admin: AtlanClient, idle: AppResponse):
    run = admin.app.submit(idle.slug)
    assert run.slug == idle.slug and not run.is_terminal and run.started_at
    cancelled = admin.app.cancel_run(run.run_id)
    assert cancelled.cancelled and cancelled.run_id == run.run_id
    assert finished(admin, run.run_id).status == "Stopped"
    assert not admin.app.cancel_run(run.run_id).cancelled


def test_an_app_without_executor_says_so_when_it_is_run(admin: AtlanClient, idle: AppResponse):
    run = finished(admin, admin.app.submit(idle.slug).run_id)
    assert run.status == "Failed"
    assert "no executor" in message_of(admin, run.run_id)


def test_a_miner_names_the_connection_it_reads(admin: AtlanClient, crawled_app, unique: str):
    app = BigqueryMiner(admin).connection(qualified_name="default/bigquery/1735500000").create(name=f"miner {unique}")
    assert admin.app.get(app.slug).inputs["connection"]["attributes"]["qualifiedName"] == "default/bigquery/1735500000"


def test_several_schedules_are_added_and_removed(admin: AtlanClient, unique: str):
    inputs = {"connection": CONNECTION}
    schedule = AppSchedule(cron="5 4 * * *", timezone="Europe/Paris")
    app = admin.app.create("snowflake-crawler", f"timed {unique}", inputs, schedule=schedule, run=False)
    second = admin.app.add_schedule(app.slug, "0 9 * * *")
    assert second.timezone == "UTC" and second.trigger_id != app.schedule_trigger_id
    listed = admin.app.get_all(name=f"timed {unique}").workflows[0].schedules
    assert [one["cron"] for one in listed] == ["5 4 * * *", "0 9 * * *"]
    removed = admin.app.remove_schedule(app.slug, second.trigger_id)
    assert removed.deleted and removed.trigger_id == second.trigger_id
    with pytest.raises(AtlanError):
        admin.app.add_schedule(app.slug, "61 9 * * *")
