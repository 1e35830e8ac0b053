"""The search log with the client's own requests: views of an asset, its last viewers, what is viewed most."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.model.assets import AtlasGlossary
from pyatlan.model.enums import SortOrder, UTMTags
from pyatlan.model.search import DSL, Bool, IndexSearchRequest, IndexSearchRequestMetadata, SortItem, Term
from pyatlan.model.search_log import SearchLogRequest

VIEWS = 4


def view(client: AtlanClient, guid: str) -> None:
    """As the page of the original does when somebody looks at an asset."""
    request = IndexSearchRequest(
        dsl=DSL(query=Bool(filter=[Term(field="__guid", value=guid, case_insensitive=True)])),
        attributes=["name"],
    )
    request.request_metadata = IndexSearchRequestMetadata(
        utm_tags=[
            UTMTags.ACTION_ASSET_VIEWED.value,
            UTMTags.UI_PROFILE.value,
            UTMTags.UI_SIDEBAR.value,
            UTMTags.PROJECT_SDK_PYTHON.value,
        ],
        save_search_log=True,
    )
    assert client.asset.search(request).count == 1


@pytest.fixture(scope="module")
def username(admin: AtlanClient) -> str:
    return admin.user.get_current().username


@pytest.fixture(scope="module")
def viewed(admin: AtlanClient) -> Iterator[AtlasGlossary]:
    made = admin.asset.save(AtlasGlossary.creator(name="viewed by the tests")).assets_created(AtlasGlossary)[0]
    for _ in range(VIEWS):
        view(admin, made.guid)
    yield made


def test_views_of_an_asset(admin: AtlanClient, viewed: AtlasGlossary, username: str):
    sort = [SortItem("createdAt", order=SortOrder.DESCENDING)]
    log = admin.search_log.search(SearchLogRequest.views_by_guid(viewed.guid, size=20, sort=sort))
    assert log.count == VIEWS
    entries = log.current_page()
    assert len(entries) == VIEWS
    for entry in entries:
        assert entry.user_name == username
        assert entry.entity_guids_all == entry.entity_guids_allowed == [viewed.guid]
        assert entry.entity_qf_names_all == entry.entity_qf_names_allowed == [viewed.qualified_name]
        assert entry.entity_type_names_all == entry.entity_type_names_allowed == ["AtlasGlossary"]
        assert UTMTags.UI_PROFILE.value in entry.utm_tags and UTMTags.UI_SIDEBAR.value in entry.utm_tags
        assert entry.has_result and entry.results_count == 1 and entry.response_time >= 1 and not entry.failed
        assert entry.user_agent.startswith("Atlan-PythonSDK/")
        assert entry.ip_address and entry.host
        assert datetime.now(timezone.utc) - entry.created_at < timedelta(minutes=10)
        assert entry.request_dsl["query"] and '"__guid"' in entry.request_dsl_text
        assert entry.request_attributes == ["name"]
    assert [entry.created_at for entry in entries] == sorted((entry.created_at for entry in entries), reverse=True)


def test_views_page_by_page(admin: AtlanClient, viewed: AtlasGlossary):
    log = admin.search_log.search(SearchLogRequest.views_by_guid(viewed.guid, size=2))
    assert len(log.current_page()) == 2
    assert len(list(log)) == VIEWS


def test_without_those_who_are_left_out(admin: AtlanClient, viewed: AtlasGlossary, username: str):
    request = SearchLogRequest.views_by_guid(viewed.guid, exclude_users=[username])
    assert admin.search_log.search(request).count == 0


def test_who_viewed_an_asset_last(admin: AtlanClient, viewed: AtlasGlossary, username: str):
    results = admin.search_log.search(SearchLogRequest.most_recent_viewers(viewed.guid, max_users=10))
    assert results.count == VIEWS
    (viewer,) = results.user_views
    assert viewer.username == username and viewer.view_count == VIEWS
    assert datetime.now(timezone.utc) - viewer.most_recent_view < timedelta(minutes=10)


@pytest.mark.parametrize("by_different_user", [False, True])
def test_what_is_viewed_most(admin: AtlanClient, viewed: AtlasGlossary, by_different_user: bool):
    request = SearchLogRequest.most_viewed_assets(max_assets=10, by_different_user=by_different_user)
    views = admin.search_log.search(request).asset_views
    (own,) = [one for one in views if one.guid == viewed.guid]
    assert own.total_views == VIEWS and own.distinct_users == 1
    if not by_different_user:
        assert [one.total_views for one in views] == sorted((one.total_views for one in views), reverse=True)


def test_a_search_that_does_not_ask_for_it_is_not_remembered(admin: AtlanClient, viewed: AtlasGlossary):
    before = admin.search_log.search(SearchLogRequest.views_by_guid(viewed.guid)).count
    admin.asset.get_by_guid(viewed.guid, AtlasGlossary)
    query = Bool(filter=[Term(field="__guid", value=viewed.guid)])
    assert admin.asset.search(IndexSearchRequest(dsl=DSL(query=query))).count == 1
    assert admin.search_log.search(SearchLogRequest.views_by_guid(viewed.guid)).count == before
