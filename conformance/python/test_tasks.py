"""Tasks with the client's own fluent search: what a propagated tag leaves behind is there, and done, when the call returns."""

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.model.assets import AtlasGlossary, AtlasGlossaryTerm
from pyatlan.model.enums import AtlanIcon, AtlanTagColor, AtlanTaskStatus, AtlanTaskType, SortOrder
from pyatlan.model.fluent_tasks import FluentTasks
from pyatlan.model.search import SortItem
from pyatlan.model.task import AtlanTask
from pyatlan.model.typedef import AtlanTagDef

TAG = "Tag of the tasks"


@pytest.fixture(scope="module")
def term(admin: AtlanClient) -> AtlasGlossaryTerm:
    admin.typedef.create(AtlanTagDef.create(name=TAG, color=AtlanTagColor.GRAY, icon=AtlanIcon.ATLAN_TAG))
    glossary = admin.asset.save(AtlasGlossary.creator(name="tasks of the tests")).assets_created(AtlasGlossary)[0]
    made = admin.asset.save(AtlasGlossaryTerm.creator(name="tagged", anchor=glossary)).assets_created(AtlasGlossaryTerm)
    admin.asset.add_atlan_tags(
        AtlasGlossaryTerm, qualified_name=made[0].qualified_name, atlan_tag_names=[TAG], propagate=True
    )
    return made[0]


def tasks_of(term: AtlasGlossaryTerm) -> FluentTasks:
    return (
        FluentTasks()
        .page_size(1)
        .where(AtlanTask.ENTITY_GUID.eq(term.guid))
        .where(AtlanTask.STATUS.match(AtlanTaskStatus.COMPLETE.value))
        .sort(SortItem(AtlanTask.CREATED_TIME.numeric_field_name, order=SortOrder.ASCENDING))
    )


def test_a_propagated_tag_has_left_a_task_that_is_done(admin: AtlanClient, term: AtlasGlossaryTerm):
    found = tasks_of(term).where(AtlanTask.TYPE.eq(AtlanTaskType.CLASSIFICATION_PROPAGATION_ADD.value)).execute(admin)
    assert found.count == 1
    (task,) = list(found)
    assert task.type == AtlanTaskType.CLASSIFICATION_PROPAGATION_ADD
    assert task.status == AtlanTaskStatus.COMPLETE
    assert task.entity_guid == term.guid
    assert task.created_by == admin.user.get_current().username
    assert task.guid and task.created_time and task.start_time and task.end_time
    internal_name = admin.atlan_tag_cache.get_id_for_name(TAG)
    assert task.classification_id == internal_name
    assert task.parameters and task.parameters["__task_classificationTypeName"] in (internal_name, TAG)


def test_tasks_come_page_by_page(admin: AtlanClient, term: AtlasGlossaryTerm):
    admin.asset.remove_atlan_tag(AtlasGlossaryTerm, qualified_name=term.qualified_name, atlan_tag_name=TAG)
    assert [task.type for task in tasks_of(term).execute(admin)] == [
        AtlanTaskType.CLASSIFICATION_PROPAGATION_ADD,
        AtlanTaskType.CLASSIFICATION_PROPAGATION_DELETE,
    ]
    assert tasks_of(term).count(admin) == 2


def test_there_are_none_of_what_nobody_tagged(admin: AtlanClient):
    found = FluentTasks().where(AtlanTask.ENTITY_GUID.eq("00000000-0000-0000-0000-000000000001")).execute(admin)
    assert found.count == 0 and list(found) == []
