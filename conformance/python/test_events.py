"""Login and admin events, as the client's own documentation shows them."""

from datetime import UTC, datetime, timedelta

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import PermissionError
from pyatlan.model.enums import AdminOperationType, AdminResourceType, KeycloakEventType
from pyatlan.model.group import AtlanGroup
from pyatlan.model.keycloak_events import AdminEventRequest, KeycloakEventRequest

from conftest import sign_in
from server import Server


def day(offset: int = 0) -> str:
    return (datetime.now(UTC) + timedelta(days=offset)).strftime("%Y-%m-%d")


@pytest.fixture(scope="module")
def admin_id(server: Server, admin: AtlanClient) -> str:
    assert sign_in(server, server.password).status_code == 200
    return admin.user.get_by_username(server.username).id


def test_a_sign_in_is_an_event_of_today(admin: AtlanClient, admin_id: str):
    request = KeycloakEventRequest(date_from=day(-1), date_to=day(), types=[KeycloakEventType.LOGIN], user_id=admin_id)
    events = admin.admin.get_keycloak_events(request).current_page()
    assert events
    for event in events:
        assert event.type == KeycloakEventType.LOGIN
        assert event.user_id == admin_id and event.realm_id == "default"
        assert event.ip_address == "127.0.0.1" and event.time


def test_a_refused_sign_in_is_another(server: Server, admin: AtlanClient, admin_id: str):
    assert sign_in(server, "wrong").status_code == 401
    request = KeycloakEventRequest(date_from=day(), date_to=day(), types=[KeycloakEventType.LOGIN_ERROR])
    assert admin.admin.get_keycloak_events(request).current_page()


def test_the_use_of_a_token_is_an_event_of_its_service_account(admin: AtlanClient):
    current = admin.user.get_current()
    request = KeycloakEventRequest(date_from=day(-1), date_to=day(), user_id=current.id)
    events = admin.admin.get_keycloak_events(request).current_page()
    assert KeycloakEventType.CLIENT_LOGIN in [event.type for event in events]


def test_events_page_to_an_end(admin: AtlanClient, admin_id: str):
    everything = list(admin.admin.get_keycloak_events(KeycloakEventRequest(date_from=day(-1), date_to=day())))
    assert len(everything) >= 2
    paged = list(admin.admin.get_keycloak_events(KeycloakEventRequest(date_from=day(-1), date_to=day(), size=1)))
    assert len(paged) >= len(everything)
    assert all(earlier.time >= later.time for earlier, later in zip(paged, paged[1:]))


def test_there_are_no_events_of_other_days(admin: AtlanClient, admin_id: str):
    for span in ({"date_to": day(-1)}, {"date_from": day(2)}):
        assert admin.admin.get_keycloak_events(KeycloakEventRequest(**span)).current_page() == []
        assert admin.admin.get_admin_events(AdminEventRequest(**span)).current_page() == []


def test_making_and_changing_people_and_groups_are_admin_events(admin: AtlanClient, invite, unique: str):
    person = invite()
    group = admin.group.create(AtlanGroup.create(f"Watched {unique}")).group
    admin.user.change_role(person.id, admin.role_cache.get_id_for_name("$guest"))
    admin.group.purge(group)
    current = admin.user.get_current()
    request = AdminEventRequest(date_from=day(-1), date_to=day(), realm_id="default", user_id=current.id)
    events = admin.admin.get_admin_events(request).current_page()
    seen = {(event.operation_type, event.resource_type) for event in events}
    assert (AdminOperationType.CREATE, AdminResourceType.USER) in seen
    assert (AdminOperationType.CREATE, AdminResourceType.GROUP) in seen
    assert (AdminOperationType.DELETE, AdminResourceType.GROUP) in seen
    assert any(group in (event.resource_path or "") for event in events)
    for event in events:
        assert event.time and event.realm_id == "default"
        assert event.auth_details.user_id == current.id and event.auth_details.ip_address == "127.0.0.1"


def test_admin_events_are_filtered_by_operation_and_resource(admin: AtlanClient, unique: str):
    group = admin.group.create(AtlanGroup.create(f"Filtered {unique}")).group
    request = AdminEventRequest(
        date_from=day(),
        date_to=day(),
        operation_types=[AdminOperationType.CREATE],
        resource_types=[AdminResourceType.GROUP],
        size=1,
    )
    events = list(admin.admin.get_admin_events(request))
    assert {(event.operation_type, event.resource_type) for event in events} == {
        (AdminOperationType.CREATE, AdminResourceType.GROUP)
    }
    path = next(event.resource_path for event in events if group in event.resource_path)
    alone = AdminEventRequest(resource_path=path)
    assert {event.resource_path for event in admin.admin.get_admin_events(alone).current_page()} == {path}


def test_no_event_tells_a_secret(server: Server, admin: AtlanClient, unique: str):
    token = admin.token.create(f"told {unique}")
    events = admin.admin.get_admin_events(AdminEventRequest(date_from=day(), date_to=day())).current_page()
    told = " ".join(event.json() for event in events)
    assert token.attributes.access_token not in told and server.token not in told
    admin.token.purge(token.guid)


def test_events_are_for_admins(admin: AtlanClient, client_with, unique: str):
    token = admin.token.create(f"curious {unique}")
    curious = client_with(token.attributes.access_token)
    with pytest.raises(PermissionError):
        curious.admin.get_keycloak_events(KeycloakEventRequest())
    with pytest.raises(PermissionError):
        curious.admin.get_admin_events(AdminEventRequest())
    admin.token.purge(token.guid)
