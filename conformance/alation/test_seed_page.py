"""The Python samples of the vendor's page about generating tokens, corrected only where they cannot run: `requests.post` has no `api` and no
`method_name`, and a URL needs a host. Everything else stands as it stands there."""

import requests

from server import Server


def test_create_a_refresh_token_then_an_access_token(server: Server):
    ALATION_AT_YOUR_COMPANY_URL = server.url

    api = "/integration/v1/createRefreshToken/"
    data = {
        "username": server.username,
        "password": server.password,
        "name": "TableauRefreshToken",  # can be anything, e.g. AlationAPI
    }
    # post
    res = requests.post(ALATION_AT_YOUR_COMPANY_URL + api, data=data)
    assert res.status_code == 201
    created = res.json()
    assert set(created) == {
        *("refresh_token", "user_id", "created_at", "name", "token_expires_at", "token_status"),
        "last_used_at",
    }
    assert created["name"] == "TableauRefreshToken"
    assert isinstance(created["user_id"], int)
    assert created["token_status"] == "ACTIVE"

    # Replace user_id and refresh_token with your user id and refresh_token
    data = {
        "refresh_token": created["refresh_token"],
        "user_id": created["user_id"],
    }

    # Get APIAccessToken for user using the RefreshToken.
    res = requests.post(
        "{base_url}/integration/v1/createAPIAccessToken/".format(base_url=ALATION_AT_YOUR_COMPANY_URL), data=data
    )
    assert res.status_code == 201
    token = res.json()
    assert set(token) == {"api_access_token", "user_id", "created_at", "token_expires_at", "token_status"}
    assert token["user_id"] == created["user_id"]

    # "The API Access token you generate must be used in the header of your API request as the value of the TOKEN parameter."
    me = requests.get(f"{ALATION_AT_YOUR_COMPANY_URL}/integration/v1/userinfo/", headers={"TOKEN": token["api_access_token"]})
    assert me.status_code == 200 and me.json()["id"] == created["user_id"]


def test_several_refresh_tokens_are_possible_each_for_its_own_integration(server: Server):
    data = {"username": server.username, "password": server.password, "name": "the same name"}
    created = [requests.post(f"{server.url}/integration/v1/createRefreshToken/", data=data).json() for _ in range(2)]
    for one in created:
        fields = {"refresh_token": one["refresh_token"], "user_id": one["user_id"]}
        res = requests.post(f"{server.url}/integration/v1/validateRefreshToken/", data=fields)
        assert res.status_code == 200
