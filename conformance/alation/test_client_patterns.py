"""How the other public clients call: their order, their encoding, what they read, what they compare. Each is named by what it is, in plain
`requests`, because most of them are no library that could be installed."""

import json
import re
from base64 import b64encode
from collections.abc import Callable

import pytest
import requests

from conftest import Crawled, Pair
from server import Server

TIMESTAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z$")
Ask = Callable[..., requests.Response]


def credentials(server: Server, name: str) -> dict:
    return {"username": server.username, "password": server.password, "name": name}


ENCODINGS = {
    "json": lambda fields: {"json": fields},
    "json by hand": lambda fields: {"data": json.dumps(fields), "headers": {"Content-type": "application/json"}},
    "json with charset": lambda fields: {
        "data": json.dumps(fields),
        "headers": {"Content-Type": "application/json; charset=utf-8"},
    },
    "form": lambda fields: {"data": fields},
    "multipart": lambda fields: {"files": {name: (None, str(value)) for name, value in fields.items()}},
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("header", ["TOKEN", "Token", "token"])
def test_every_encoding_leads_to_a_token_for_every_spelling_of_the_header(
    server: Server, ask: Ask, encoding: str, header: str
):
    encode = ENCODINGS[encoding]
    created = ask("createRefreshToken", **encode(credentials(server, encoding)))
    assert created.status_code == 201, created.text
    fields = {name: created.json()[name] for name in ("refresh_token", "user_id")}
    token = ask("createAPIAccessToken", **encode(fields))
    assert token.status_code == 201, token.text
    assert all(TIMESTAMP.match(token.json()[name]) for name in ("created_at", "token_expires_at"))
    headers = {header: f"{token.json()['api_access_token']} "}
    assert requests.get(f"{server.url}/integration/v1/userinfo/", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/integration/v1/{}", "//integration/v1/{}/", "/integration//v1/{}/"])
def test_slashes_that_are_missing_or_doubled_are_served_as_they_are(server: Server, pair: Pair, path: str):
    url = server.url + path.format("validateRefreshToken")
    answer = requests.post(url, json=pair.fields, allow_redirects=False)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "headers", [{"Authorization": "Bearer no_token"}, {"Token": "stale"}, {"Authorization": "Basic eDp5"}, {"Cookie": "a=b"}]
)
def test_what_else_comes_along_on_token_endpoints_is_not_looked_at(ask: Ask, pair: Pair, headers: dict):
    assert ask("createAPIAccessToken", pair.fields, headers=headers).status_code == 201


def test_get_on_a_token_endpoint_is_405(server: Server):
    answer = requests.get(f"{server.url}/integration/v1/createAPIAccessToken/")
    assert answer.status_code == 405
    assert (answer.json()["code"], answer.json()["detail"]) == ("405000", 'Method "GET" not allowed.')


def test_typescript_library_saves_the_body_validates_regenerates_and_refreshes_on_403(
    server: Server, ask: Ask, crawled: Crawled
):
    saved = ask("createRefreshToken", credentials(server, "library")).json()
    fields = {"refresh_token": saved["refresh_token"], "user_id": saved["user_id"]}
    assert ask("validateRefreshToken", fields).json()["token_status"] == "ACTIVE"
    access = ask("createAPIAccessToken", fields).json()
    saved = ask("regenRefreshToken", fields).json()
    assert saved["name"] == "library" and saved["refresh_token"] != fields["refresh_token"]

    read = requests.get(f"{server.url}/integration/v1/user", headers={"Token": access["api_access_token"]})
    assert read.status_code == 403, "it makes a new token after 403 and after nothing else"
    assert ask("createAPIAccessToken", fields).status_code == 401
    fields["refresh_token"] = saved["refresh_token"]
    headers = {"Token": ask("createAPIAccessToken", fields).json()["api_access_token"]}

    for name in ("datasource", "schema", "table", "column"):
        answer = requests.get(f"{server.url}/catalog/{name}", headers=headers, params={"limit": 5, "skip": 0})
        assert answer.status_code == 200, answer.text
        assert 0 < len(answer.json()) <= 5
    # It sends its own parameters again on top of the address of the next page, which has them already.
    seen: list[int] = []
    url = "/catalog/table"
    while url is not None:
        answer = requests.get(f"{server.url}{url}", headers=headers, params={"limit": 20, "skip": 0})
        seen += [table["id"] for table in answer.json()]
        url = answer.headers.get("X-Next-Page")
    assert len(seen) == len(set(seen)) >= 32


def test_metadata_sink_makes_new_tokens_for_every_call_and_reads_until_there_is_nothing(
    server: Server, ask: Ask, crawled: Crawled
):
    for _ in range(5):
        created = ask("createRefreshToken", **ENCODINGS["json by hand"](credentials(server, "sink")))
        headers = {"Content-type": "application/json", "Authorization": "Bearer no_token"}
        fields = {name: created.json()[name] for name in ("refresh_token", "user_id")}
        token = ask("createAPIAccessToken", data=json.dumps(fields), headers=headers)
        assert (created.status_code, token.status_code) == (201, 201)
    headers = {"Token": token.json()["api_access_token"]}
    pages = []
    for skip in range(0, 1000, 10):
        url = f"{server.url}/integration/v1/datasource/?limit=10&skip={skip}"
        page = requests.get(url, headers=headers, allow_redirects=False)
        assert page.status_code == 200
        if page.json() == []:
            break
        pages += page.json()
    assert crawled.connection_name in [source["title"] for source in pages]
    connectors = requests.get(f"{server.url}/integration/v2/connectors/", headers=headers).json()
    assert {"id", "name"} <= set(connectors[0])


def test_metadata_sink_reads_errors_by_code_and_message(ask: Ask, pair: Pair):
    refused = ask("createAPIAccessToken", {**pair.fields, "refresh_token": "x"}).json()
    assert refused["message"] == refused["detail"] == "Refresh token provided is invalid."
    assert isinstance(refused["code"], str)


def test_business_intelligence_connector_takes_201_and_200_and_nothing_else(server: Server, ask: Ask):
    created = ask("createRefreshToken", data=credentials(server, "connector"))
    fields = {"refresh_token": created.json()["refresh_token"], "user_id": created.json()["user_id"]}
    token = ask("createAPIAccessToken", data=fields)
    assert [created.status_code, ask("validateRefreshToken", data=fields).status_code, token.status_code] == [201, 200, 201]
    checked = ask(
        "validateAPIAccessToken",
        data={"api_access_token": token.json()["api_access_token"], "user_id": fields["user_id"]},
    )
    assert checked.status_code == 200


def test_token_endpoint_script_reads_the_day_on_which_it_must_act(ask: Ask, pair: Pair):
    checked = ask("validateRefreshToken", data=pair.fields).json()
    assert checked["token_status"].lower() == "active"
    assert re.match(r"^\d{4}-\d\d-\d\d$", checked["token_expires_at"].split("T")[0])


def test_quality_tool_compares_the_echo(ask: Ask, pair: Pair):
    token = ask("createAPIAccessToken", pair.fields).json()
    body = {"api_access_token": token["api_access_token"], "user_id": str(pair.user_id)}
    checked = ask("validateAPIAccessToken", body).json()
    assert checked["api_access_token"] == token["api_access_token"]
    assert checked["token_status"] == "ACTIVE"


def test_lineage_server_goes_down_from_source_to_column(get: Callable[..., requests.Response], crawled: Crawled):
    [source] = [one for one in get("/integration/v2/datasource/").json() if one["title"] == crawled.connection_name]
    schemas = get("/integration/v2/schema/", params={"ds_id": source["id"]}).json()
    [sales] = [schema for schema in schemas if schema["name"].endswith("sales")]
    assert len(get("/integration/v2/table/", params={"schema_id": sales["id"]}).json()) == 2
    [orders] = get("/integration/v2/table/", params={"schema_id": sales["id"], "name": "orders"}).json()
    first = get("/integration/v2/column/", params={"table_id": orders["id"], "limit": 3})
    names = [column["name"] for column in first.json()]
    following = first.headers["X-Next-Page"]
    assert following.startswith("/")
    while following is not None:
        page = get(following)
        names += [column["name"] for column in page.json()]
        following = page.headers.get("X-Next-Page")
    assert "X-Next-Page" not in page.headers
    assert {"order_id", "day"} <= set(names) and len(names) == len(set(names))


def test_command_line_and_context_tools_filter_by_name_and_page(get: Callable[..., requests.Response], crawled: Crawled):
    [table] = get("/integration/v2/table/", params={"name": "events_07"}).json()
    assert table["url"] == f"/table/{table['id']}/"
    assert [one["id"] for one in get("/integration/v2/table/", params={"id": table["id"]}).json()] == [table["id"]]
    page = get("/integration/v2/table/", params={"ds_id": table["ds_id"], "limit": 10, "skip": 25})
    assert len(page.json()) == 7
    assert get("/integration/v2/table/", params={"ds_id": table["ds_id"], "skip": 1000}).json() == []


def test_workflow_module_keeps_the_whole_body_of_a_regenerated_token(ask: Ask, pair: Pair):
    again = ask("regenRefreshToken", data=pair.fields)
    assert again.ok and again.json()["user_id"] == pair.user_id
    kept = {"refresh_token": again.json()["refresh_token"], "user_id": again.json()["user_id"]}
    assert ask("createAPIAccessToken", data=kept).status_code == 201
    former = ask("validateRefreshToken", data=pair.fields)
    assert (former.status_code, former.json()["detail"]) == (401, "Refresh token provided is expired or revoked.")


def test_job_cleans_up_after_itself(ask: Ask, pair: Pair, server: Server):
    token = ask("createAPIAccessToken", pair.fields).json()["api_access_token"]
    for _ in range(2):
        revoked = ask("revokeAPIAccessTokens", pair.fields)
        assert revoked.status_code == 200
        assert revoked.json()["detail"].startswith(f"Revoked active access tokens for refresh token: '{pair.name}'")
    answer = requests.get(f"{server.url}/integration/v1/userinfo/", headers={"TOKEN": token})
    assert (answer.status_code, answer.json()["code"]) == (403, "403000")


def test_desktop_tool_probes_by_reading_its_own_user(get: Callable[..., requests.Response], pair: Pair):
    assert get(f"/integration/v2/user/{pair.user_id}/", params={"limit": 1000}).json()["id"] == pair.user_id
    assert get(f"/integration/v2/user/{pair.user_id}/", headers={"TOKEN": "dead"}).status_code == 403


def test_agent_kit_takes_401_alone_for_a_dead_token_and_release_and_license_for_optional(
    server: Server, ask: Ask, pair: Pair
):
    token = ask("createAPIAccessToken", pair.fields).json()["api_access_token"]
    assert ask("validateAPIAccessToken", {"api_access_token": token, "user_id": pair.user_id}).status_code == 200
    assert ask("validateAPIAccessToken", {"api_access_token": "x", "user_id": pair.user_id}).status_code == 401
    assert "ALATION_RELEASE_NAME" in requests.get(f"{server.url}/full_version").json()
    assert requests.get(f"{server.url}/api/v1/license", headers={"Token": token}).json() == {"is_cloud": False}


def test_agent_kit_with_a_client_introspects_before_each_call(server: Server, oauth_client: dict):
    fields = {"client_id": oauth_client["clientId"], "client_secret": oauth_client["clientSecret"]}

    def token() -> str:
        body = {"grant_type": "client_credentials", **fields}
        return requests.post(f"{server.url}/oauth/v2/token/", data=body).json()["access_token"]

    def is_active(one: str) -> bool:
        url = f"{server.url}/oauth/v2/introspect/?verify_token=true"
        body = {"token": one, "token_type_hint": "access_token", **fields}
        return requests.post(url, data=body).json()["active"]

    first = token()
    assert is_active(first)
    second = token()
    assert [is_active(first), is_active(second)] == [False, True]
    for headers in ({"Token": second}, {"Authorization": f"Bearer {second}"}):
        assert requests.get(f"{server.url}/integration/v1/userinfo/", headers=headers).status_code == 200
    assert requests.get(f"{server.url}/integration/v1/userinfo/", headers={"Token": first}).status_code == 403
    dead = requests.get(f"{server.url}/integration/v1/userinfo/", headers={"Authorization": f"Bearer {first}"})
    assert (dead.status_code, dead.json()["detail"]) == (401, "Authentication failed: invalid bearer token.")
    keys = requests.get(f"{server.url}/oauth/v2/.well-known/jwks.json/").json()["keys"]
    assert keys and all("d" not in key for key in keys)


def test_agent_server_asks_who_it_is_by_bearer(server: Server, access_token: str, pair: Pair):
    headers = {"Authorization": f"Bearer {access_token}"}
    me = requests.get(f"{server.url}/integration/v1/userinfo/", headers=headers, params={"limit": 1000}).json()
    assert (me["id"], me["role"]) == (pair.user_id, "SERVER_ADMIN")


def test_a_token_beside_a_bearer_decides(server: Server, access_token: str):
    url = f"{server.url}/integration/v1/userinfo/"
    both = {"TOKEN": access_token, "Authorization": "Bearer nonsense"}
    assert requests.get(url, headers=both).status_code == 200
    assert requests.get(url, headers={"TOKEN": "nonsense", "Authorization": f"Bearer {access_token}"}).status_code == 403


def test_basic_with_a_client_whose_id_is_form_encoded(server: Server, oauth_client: dict):
    pair = f"{oauth_client['clientId']}:{oauth_client['clientSecret']}".encode()
    headers = {"Authorization": f"Basic {b64encode(pair).decode()}"}
    answer = requests.post(f"{server.url}/oauth/v2/token", data={"grant_type": "client_credentials"}, headers=headers)
    assert answer.status_code == 200
