"""The SDK's three ways in, as its documentation shows them."""

from collections.abc import Callable

import pytest
import requests
from allie_sdk.alation import Alation

from conftest import Pair
from server import Server


def detail(failure: pytest.ExceptionInfo[requests.HTTPError]) -> tuple[int, str]:
    return failure.value.response.status_code, failure.value.response.json()["detail"]


def test_refresh_mode_acts_as_the_person(server: Server, alation: Alation, pair: Pair):
    me = alation.user.get_authenticated_user()
    assert (me.id, me.username, me.role) == (pair.user_id, server.username, "SERVER_ADMIN")


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_user_id_may_be_a_string_and_the_host_end_in_a_slash(server: Server, pair: Pair, slash: str):
    """Settings that come from an ini file are strings; joined with the host, paths then begin with two slashes."""
    alation = Alation(host=server.url + slash, user_id=str(pair.user_id), refresh_token=pair.refresh_token)
    assert alation.user.get_authenticated_user().id == pair.user_id
    assert isinstance(alation.connector.get_connectors(), list)


def test_the_refresh_token_validates_with_dates_that_the_sdk_can_read(alation: Alation, pair: Pair):
    token = alation.authentication.validate_refresh_token()
    assert (token.refresh_token, token.user_id, token.name) == (pair.refresh_token, pair.user_id, pair.name)
    assert token.token_status == "ACTIVE"
    assert round((token.token_expires_at - token.created_at).total_seconds()) == 60 * 24 * 3600
    assert token.last_used_at is not None


def test_the_access_token_lives_for_a_day(alation: Alation):
    token = alation.authentication.create_access_token()
    assert token.token_status == "ACTIVE"
    assert round((token.token_expires_at - token.created_at).total_seconds()) == 24 * 3600


def test_access_token_mode_takes_its_token_from_the_echo(server: Server, alation: Alation, pair: Pair):
    given = alation.access_token
    second = Alation(host=server.url, user_id=str(pair.user_id), access_token=given)
    assert second.access_token == given
    assert second.user.get_authenticated_user().id == pair.user_id


def test_a_second_access_token_ends_the_first(alation: Alation):
    first = alation.access_token
    second = alation.authentication.create_access_token().api_access_token
    with pytest.raises(requests.HTTPError) as failure:
        alation.authentication.validate_access_token(first)
    assert detail(failure) == (401, "API Access Token provided is expired or revoked.")
    assert alation.authentication.validate_access_token(second).api_access_token == second
    with pytest.raises(requests.HTTPError) as refused:
        alation.user.get_authenticated_user()
    assert detail(refused) == (403, "Authentication credentials were not provided.")


def test_revoke_ends_access_tokens_and_leaves_the_refresh_token(alation: Alation, pair: Pair):
    revoked = alation.authentication.revoke_access_tokens()
    assert revoked.status == "successful"
    assert revoked.result["detail"].startswith(
        f"Revoked active access tokens for refresh token: '{pair.name}' with id: "
    )
    with pytest.raises(requests.HTTPError) as failure:
        alation.user.get_authenticated_user()
    assert failure.value.response.status_code == 403
    assert alation.authentication.revoke_access_tokens().status == "successful"
    assert alation.authentication.create_access_token().token_status == "ACTIVE"


@pytest.mark.parametrize("change", [{"user_id": 999_999_999}, {"refresh_token": "no-such-token"}])
def test_a_wrong_pair_is_one_answer_whichever_half_is_wrong(server: Server, pair: Pair, change: dict):
    with pytest.raises(requests.HTTPError) as failure:
        Alation(host=server.url, **{**pair.fields, **change})
    assert detail(failure) == (401, "Refresh token provided is invalid.")
    assert failure.value.response.json()["code"] == "401000"


def test_the_kinds_of_token_are_not_taken_for_one_another(server: Server, alation: Alation, pair: Pair):
    with pytest.raises(requests.HTTPError) as as_access:
        alation.authentication.validate_access_token(pair.refresh_token)
    assert detail(as_access) == (401, "API Access Token provided is invalid.")
    with pytest.raises(requests.HTTPError) as as_refresh:
        alation.authentication.validate_refresh_token(alation.access_token)
    assert detail(as_refresh) == (401, "Refresh token provided is invalid.")


@pytest.mark.parametrize("use_basic_auth", [False, True])
def test_oauth_mode_acts_as_the_client(server: Server, oauth_client: dict, use_basic_auth: bool):
    credentials = {"client_id": oauth_client["clientId"], "client_secret": oauth_client["clientSecret"]}
    alation = Alation(host=server.url, **credentials)
    token = alation.authentication.create_oauth_token(use_basic_auth=use_basic_auth)
    assert (token.token_type, token.expires_in) == ("Bearer", 3600)
    assert len(token.access_token.split(".")) == 3
    # A new token has ended the one that the SDK fetched by itself, as the product it is made for does.
    with pytest.raises(requests.HTTPError):
        alation.user.get_authenticated_user()
    again = Alation(host=server.url, access_token=token.access_token, **credentials)
    me = again.user.get_authenticated_user()
    assert me.username == f"service-account-{oauth_client['clientId']}"
    assert me.role == "SERVER_ADMIN"
    assert isinstance(again.rdbms.get_schemas(), list)


def test_a_wrong_client_secret_gets_no_token(server: Server, oauth_client: dict):
    with pytest.raises(requests.HTTPError) as failure:
        Alation(host=server.url, client_id=oauth_client["clientId"], client_secret="wrong")
    answer = failure.value.response
    assert answer.status_code == 401
    assert answer.json() == {
        "error": "invalid_client",
        "error_description": "client authentication failed",
        "code": "401",
    }


def test_users_are_listed_and_found(alation: Alation, pair: Pair):
    listed = alation.user.get_users()
    assert pair.user_id in [user.id for user in listed]
    one = alation.user.get_a_user(pair.user_id)
    assert one.id == pair.user_id and one.url == f"/user/{pair.user_id}/"
    assert one.ts_created is not None


def test_two_refresh_tokens_of_one_person_do_not_know_each_other(server: Server, make_pair: Callable[[], Pair]):
    clients = [Alation(host=server.url, **make_pair().fields) for _ in range(2)]
    clients[0].authentication.revoke_access_tokens()
    assert clients[1].user.get_authenticated_user().username == server.username
