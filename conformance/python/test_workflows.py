"""Workflows, runs and schedules, as the client's documentation shows them."""

import json
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import NotFoundError
from pyatlan.model.enums import AtlanConnectorType, AtlanWorkflowPhase, WorkflowPackage
from pyatlan.model.packages import SnowflakeMiner
from pyatlan.model.workflow import ScheduleQueriesSearchRequest, WorkflowSchedule

from server import Server

# No executor of this server runs miners: they are accepted, running for a while, and fail.
PACKAGE = WorkflowPackage.SNOWFLAKE_MINER
PREFIX = "atlan-snowflake-miner"
SCHEDULE = WorkflowSchedule(cron_schedule="5 4 * * *", timezone="Europe/Paris")


def miner(number: int):
    """A workflow of its own for each test: names are made of seconds, and tests are faster than that."""
    workflow = (
        SnowflakeMiner(connection_qualified_name=f"default/snowflake/17355{number:05}")
        .direct(start_epoch=1735500000, database="TEST_SNOWFLAKE", schema="TEST_SCHEMA")
        .exclude_users(users=["test-user-1", "test-user-2"])
        .popularity_window(days=15)
        .native_lineage(enabled=True)
        .to_workflow()
    )
    workflow.metadata.name = f"{PREFIX}-17355{number:05}"
    return workflow


def await_phase(admin: AtlanClient, name: str, phases: set[AtlanWorkflowPhase], seconds_max: int = 90):
    """The newest run of the workflow, once it is in one of the phases."""
    end = time.monotonic() + seconds_max
    while time.monotonic() < end:
        run = admin.workflow._find_latest_run(workflow_name=name)
        if run and run.source.status.phase in phases:
            return run
        time.sleep(0.5)
    raise AssertionError(f"no run of {name} in {phases}")


@pytest.fixture(scope="module")
def running(admin: AtlanClient):
    """A workflow whose first run is running."""
    response = admin.workflow.run(miner(1))
    await_phase(admin, response.metadata.name, {AtlanWorkflowPhase.RUNNING})
    return response


def test_run_answers_the_workflow_under_its_name(running):
    assert running.metadata.name == f"{PREFIX}-1735500001"
    assert running.metadata.uid and running.metadata.creation_timestamp
    assert running.spec.workflow_metadata.annotations["package.argoproj.io/name"] == "@atlan/snowflake-miner"


def test_find_by_type_finds_it_newest_first_and_a_shorter_prefix_does_not(admin: AtlanClient, running):
    found = admin.workflow.find_by_type(prefix=PACKAGE, max_results=10)
    assert running.metadata.name in [hit.id for hit in found]
    crawlers = admin.workflow.find_by_type(prefix=WorkflowPackage.SNOWFLAKE, max_results=10)
    assert all("miner" not in hit.id for hit in crawlers)


def test_find_by_id_finds_the_workflow_or_nothing(admin: AtlanClient, running):
    found = admin.workflow.find_by_id(id=running.metadata.name)
    assert found.id == running.metadata.name
    assert found.source.metadata.name == running.metadata.name
    assert found.source.spec.workflow_template_ref == {"name": running.metadata.name}
    assert admin.workflow.find_by_id(id=f"{PREFIX}-1") is None


def test_get_runs_filters_by_phase_and_pages(admin: AtlanClient, running):
    name = running.metadata.name
    runs = admin.workflow.get_runs(workflow_name=name, workflow_phase=AtlanWorkflowPhase.RUNNING)
    assert [run.source.spec.workflow_template_ref["name"] for run in runs] == [name]
    assert not list(admin.workflow.get_runs(workflow_name=name, workflow_phase=AtlanWorkflowPhase.SUCCESS))


def test_find_run_by_id_finds_the_run(admin: AtlanClient, running):
    run = admin.workflow._find_latest_run(workflow_name=running.metadata.name)
    assert admin.workflow.find_run_by_id(id=run.id).id == run.id
    assert datetime.strptime(run.source.status.startedAt, "%Y-%m-%dT%H:%M:%SZ")
    assert run.source.metadata.labels["workflows.argoproj.io/phase"] == "Running"


def test_an_idempotent_rerun_gives_the_run_that_is_running(admin: AtlanClient, running):
    current = admin.workflow._find_latest_run(workflow_name=running.metadata.name)
    again = admin.workflow.rerun(admin.workflow.find_by_id(id=running.metadata.name), idempotent=True)
    assert again.metadata.name == current.id


def test_stop_answers_running_and_soon_the_run_has_failed(admin: AtlanClient):
    name = admin.workflow.run(miner(2)).metadata.name
    run = await_phase(admin, name, {AtlanWorkflowPhase.RUNNING})
    stopped = admin.workflow.stop(workflow_run_id=run.id)
    assert stopped.status.phase == AtlanWorkflowPhase.RUNNING
    assert stopped.status.stored_workflow_template_spec["workflowTemplateRef"]["name"] == name
    end = await_phase(admin, name, {AtlanWorkflowPhase.FAILED}, seconds_max=20)
    assert end.id == run.id
    assert "stopped on request" in end.source.status.message


def test_a_package_without_executor_fails_and_says_so_and_a_rerun_is_monitored_to_its_end(admin: AtlanClient):
    workflow = miner(3)
    response = admin.workflow.run(workflow)
    admin.workflow.stop(workflow_run_id=await_phase(admin, response.metadata.name, {AtlanWorkflowPhase.RUNNING}).id)
    await_phase(admin, response.metadata.name, {AtlanWorkflowPhase.FAILED})
    again = admin.workflow.rerun(admin.workflow.find_by_id(id=response.metadata.name))
    assert again.metadata.name != response.metadata.name
    # The name of the run, where the client means that of the workflow.
    assert admin.workflow.monitor(again) == AtlanWorkflowPhase.FAILED
    end = admin.workflow._find_latest_run(workflow_name=response.metadata.name)
    assert "this server has no executor for `@atlan/snowflake-miner`" in end.source.status.message


def test_find_runs_by_status_and_time_range(admin: AtlanClient, running):
    found = admin.workflow.find_runs_by_status_and_time_range(
        status=[AtlanWorkflowPhase.RUNNING, AtlanWorkflowPhase.FAILED], started_at="now-1h"
    )
    assert running.metadata.name in {run.source.spec.workflow_template_ref["name"] for run in found}


@pytest.fixture(scope="module")
def unscheduled(admin: AtlanClient):
    return admin.workflow.run(miner(4))


def annotations_of(response) -> dict:
    return response.metadata.annotations


def assert_scheduled(admin: AtlanClient, response, name: str):
    assert annotations_of(response)["orchestration.atlan.com/schedule"] == SCHEDULE.cron_schedule
    assert annotations_of(response)["orchestration.atlan.com/timezone"] == SCHEDULE.timezone
    schedule = admin.workflow.get_scheduled_run(workflow_name=name)
    assert schedule.metadata.name == f"{name}-cron"
    assert (schedule.spec.schedule, schedule.spec.timezone) == (SCHEDULE.cron_schedule, SCHEDULE.timezone)
    assert schedule.metadata.name in [one.metadata.name for one in admin.workflow.get_all_scheduled_runs()]


def assert_unscheduled(admin: AtlanClient, response, name: str):
    assert "orchestration.atlan.com/schedule" not in annotations_of(response)
    assert annotations_of(response)["orchestration.atlan.com/timezone"] == SCHEDULE.timezone
    with pytest.raises(NotFoundError):
        admin.workflow.get_scheduled_run(workflow_name=name)


def test_a_schedule_is_set_and_removed_with_the_answer_of_a_run(admin: AtlanClient, unscheduled):
    name = unscheduled.metadata.name
    assert_scheduled(admin, admin.workflow.add_schedule(workflow=unscheduled, workflow_schedule=SCHEDULE), name)
    assert_unscheduled(admin, admin.workflow.remove_schedule(workflow=unscheduled), name)


def test_a_schedule_is_set_and_removed_with_a_search_hit(admin: AtlanClient, unscheduled):
    name = unscheduled.metadata.name
    hit = admin.workflow.find_by_id(id=name)
    assert_scheduled(admin, admin.workflow.add_schedule(workflow=hit, workflow_schedule=SCHEDULE), name)
    assert_unscheduled(admin, admin.workflow.remove_schedule(workflow=admin.workflow.find_by_id(id=name)), name)


def test_a_schedule_is_set_and_removed_with_the_package(admin: AtlanClient):
    # The newest of its package, for that is what the client takes.
    name = admin.workflow.run(miner(99)).metadata.name
    assert_scheduled(admin, admin.workflow.add_schedule(workflow=PACKAGE, workflow_schedule=SCHEDULE), name)
    assert_unscheduled(admin, admin.workflow.remove_schedule(workflow=PACKAGE), name)


def test_a_run_with_a_schedule_runs_once_at_once(admin: AtlanClient):
    workflow = miner(5)
    response = admin.workflow.run(workflow, workflow_schedule=SCHEDULE)
    assert_scheduled(admin, response, response.metadata.name)
    await_phase(admin, response.metadata.name, {AtlanWorkflowPhase.PENDING, AtlanWorkflowPhase.RUNNING})


def between(days_from: float, days_to: float) -> ScheduleQueriesSearchRequest:
    now = datetime.now(timezone(timedelta(hours=2)))
    dates = [(now + timedelta(days=days)).isoformat(timespec="seconds") for days in (days_from, days_to)]
    return ScheduleQueriesSearchRequest(start_date=dates[0], end_date=dates[1])


def test_planned_runs_are_found_in_their_window_and_none_was_missed(admin: AtlanClient):
    name = admin.workflow.run(miner(6), workflow_schedule=SCHEDULE).metadata.name
    planned = admin.workflow.find_schedule_query_between(between(0, 2)) or []
    mine = [run for run in planned if run.spec.workflow_template_ref["name"] == name]
    assert len(mine) == 2
    assert {run.status.phase for run in mine} == {AtlanWorkflowPhase.PENDING}
    missed = admin.workflow.find_schedule_query_between(between(-1, 0), missed=True)
    assert not missed


def test_a_window_of_bad_dates_is_refused_naming_both(server: Server):
    path = "/api/service/runs/cron/scheduleQueriesBetweenDuration?startDate=soon&endDate=later"
    request = urllib.request.Request(server.url + path, headers={"authorization": f"Bearer {server.token}"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 400
    message = json.loads(refused.value.read())["message"]
    assert "startDate" in message and "endDate" in message


@pytest.mark.parametrize(
    ("cron", "zone", "words"),
    [("0 0 31 2 *", "UTC", "never comes due"), ("5 4 * * *", "Mars/Olympus", "unknown time zone `Mars/Olympus`")],
)
def test_a_schedule_that_is_none_is_refused_with_the_reason(admin: AtlanClient, unscheduled, cron, zone, words):
    schedule = WorkflowSchedule(cron_schedule=cron, timezone=zone)
    with pytest.raises(Exception, match=words):
        admin.workflow.add_schedule(workflow=unscheduled, workflow_schedule=schedule)


def test_an_update_is_answered_and_keeps_what_the_client_does_not_know(admin: AtlanClient, unscheduled):
    name = unscheduled.metadata.name
    before = admin.workflow.find_by_id(id=name).source.metadata
    workflow = admin.workflow.find_by_id(id=name).to_workflow()
    workflow.metadata.annotations["orchestration.atlan.com/docsUrl"] = "https://example.com"
    response = admin.workflow.update(workflow)
    assert response.metadata.annotations["orchestration.atlan.com/docsUrl"] == "https://example.com"
    after = admin.workflow.find_by_id(id=name).source.metadata
    assert (after.uid, after.creation_timestamp) == (before.uid, before.creation_timestamp)


def test_the_owner_changes_and_may_be_told_back(admin: AtlanClient, server: Server, unscheduled):
    response = admin.workflow.update_owner(workflow_name=unscheduled.metadata.name, username=server.username)
    assert response.metadata.name == unscheduled.metadata.name
    labels = response.metadata.labels
    assert labels["workflows.argoproj.io/creator-preferred-username"] == server.username


def test_an_archived_workflow_is_found_no_more_and_its_schedule_has_ended(admin: AtlanClient):
    name = admin.workflow.run(miner(7), workflow_schedule=SCHEDULE).metadata.name
    admin.workflow.delete(workflow_name=name)
    assert admin.workflow.find_by_id(id=name) is None
    with pytest.raises(NotFoundError):
        admin.workflow.get_scheduled_run(workflow_name=name)


def test_a_crawler_without_executor_keeps_its_secret_to_itself(admin: AtlanClient):
    from pyatlan.model.packages import TableauCrawler

    name = f"tableau {int(time.time())}"
    crawler = (
        TableauCrawler(client=admin, connection_name=name, admin_roles=[admin.role_cache.get_id_for_name("$admin")])
        .direct(hostname="tableau.example.com", site="site", port=443)
        .basic_auth(username="someone", password="not-to-be-seen")
        .include(projects=[])
        .exclude(projects=[])
        .to_workflow()
    )
    response = admin.workflow.run(crawler)
    assert "not-to-be-seen" not in response.json()
    found = admin.workflow.find_by_id(id=response.metadata.name)
    assert "not-to-be-seen" not in found.json() and "{{credentialGuid}}" not in found.json()
    # A connection comes with a crawl, and nothing was crawled.
    with pytest.raises(NotFoundError):
        admin.asset.find_connections_by_name(name, AtlanConnectorType.TABLEAU)
