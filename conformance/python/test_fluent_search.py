"""Searching as scripts do: every operator of the client's fields, sorting, paging, counting and aggregating."""

from datetime import datetime, timedelta, timezone

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import InvalidRequestError
from pyatlan.model.aggregation import AggregationBucketResult
from pyatlan.model.assets import Asset, Column, Connection, Database, Referenceable, Schema, Table, View
from pyatlan.model.enums import AtlanConnectorType, CertificateStatus, SortOrder
from pyatlan.model.fluent_search import CompoundQuery, FluentSearch
from pyatlan.model.search import (
    DSL,
    Bool,
    Exists,
    Fuzzy,
    IndexSearchRequest,
    Match,
    MatchAll,
    MatchNone,
    MatchPhrase,
    Prefix,
    Range,
    Regexp,
    Term,
    Terms,
    Wildcard,
)

COLUMNS = 12


def _table(schema: Schema, name: str, **attributes) -> Table:
    table = Table.creator(name=name, schema_qualified_name=schema.qualified_name)
    for key, value in attributes.items():
        setattr(table, key, value)
    return table


@pytest.fixture(scope="module")
def schema(admin: AtlanClient) -> Schema:
    connection = Connection.creator(
        client=admin,
        name="searched",
        connector_type=AtlanConnectorType.BIGQUERY,
        admin_roles=[admin.role_cache.get_id_for_name("$admin")],
    )
    saved = admin.asset.save(connection).assets_created(Connection)[0]
    database = Database.creator(name="db", connection_qualified_name=saved.qualified_name)
    created = admin.asset.save(database).assets_created(Database)[0]
    response = admin.asset.save(Schema.creator(name="Main", database_qualified_name=created.qualified_name))
    schema = response.assets_created(Schema)[0]
    orders = _table(
        schema,
        "Orders",
        description="All the orders, day by day",
        display_name="Order lines",
        row_count=100,
        size_bytes=5,
        owner_users={"ann", "bob"},
        certificate_status=CertificateStatus.VERIFIED,
        is_profiled=True,
    )
    archive = _table(
        schema, "orders_archive", description="all the orders, day by day", row_count=7, owner_users={"ann"}
    )
    customers = _table(schema, "customers", row_count=40, certificate_status=CertificateStatus.DRAFT)
    view = View.creator(name="orders_view", schema_qualified_name=schema.qualified_name)
    columns = [
        Column.creator(
            name=f"col{n:02}", parent_qualified_name=f"{schema.qualified_name}/Orders", parent_type=Table, order=n + 1
        )
        for n in range(COLUMNS)
    ]
    admin.asset.save([orders, archive, customers, view, *columns])
    return schema


@pytest.fixture
def below(schema: Schema) -> FluentSearch:
    """Everything active below the schema of these tests."""
    return FluentSearch.select().where(Asset.QUALIFIED_NAME.startswith(f"{schema.qualified_name}/"))


def names(search: FluentSearch, admin: AtlanClient) -> list[str]:
    return sorted(asset.name for asset in search.execute(admin))


OPERATORS = {
    "eq": (Table.NAME.eq("orders"), ["Orders"]),
    "eq of text in any case": (Table.DATABASE_NAME.eq("DB"), ["Orders", "customers", "orders_archive"]),
    "eq of a number": (Table.ROW_COUNT.eq(40), ["customers"]),
    "eq of a flag": (Table.IS_PROFILED.eq(True), ["Orders"]),
    "within": (Table.NAME.within(["Orders", "customers"]), ["Orders", "customers"]),
    "startswith": (Table.NAME.startswith("orders_"), ["orders_archive"]),
    "wildcard": (Table.NAME.wildcard("ord*e"), ["orders_archive"]),
    "regexp": (Table.NAME.regexp("[co].*s"), ["Orders", "customers"]),
    "match": (Table.DESCRIPTION.match("orders today"), ["Orders", "orders_archive"]),
    "match_phrase": (Table.DESCRIPTION.match_phrase("day by day"), ["Orders", "orders_archive"]),
    "gt": (Table.ROW_COUNT.gt(40), ["Orders"]),
    "gte": (Table.ROW_COUNT.gte(40), ["Orders", "customers"]),
    "lt": (Table.ROW_COUNT.lt(40), ["orders_archive"]),
    "lte": (Table.ROW_COUNT.lte(40), ["customers", "orders_archive"]),
    "between": (Table.ROW_COUNT.between(7, 40), ["customers", "orders_archive"]),
    "has_any_value": (Table.OWNER_USERS.has_any_value(), ["Orders", "orders_archive"]),
    "an enum": (Table.CERTIFICATE_STATUS.eq(CertificateStatus.DRAFT.value), ["customers"]),
    "a list": (Table.OWNER_USERS.eq("bob"), ["Orders"]),
}


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator(admin: AtlanClient, below: FluentSearch, operator: str):
    query, expected = OPERATORS[operator]
    search = below.where(CompoundQuery.asset_type(Table)).where(query)
    assert names(search, admin) == expected
    assert search.count(admin) == len(expected)


def test_some_of_several_and_none_of_others(admin: AtlanClient, below: FluentSearch):
    search = below.where(CompoundQuery.asset_types([Table, View]))
    some = search.where_some(Table.ROW_COUNT.lt(50)).where_some(Table.NAME.startswith("orders"))
    assert names(some, admin) == ["Orders", "customers", "orders_archive", "orders_view"]
    assert names(some.min_somes(2), admin) == ["orders_archive"]
    assert names(some.where_not(Table.OWNER_USERS.has_any_value()), admin) == ["customers", "orders_view"]


def test_queries_put_together_by_operators(admin: AtlanClient, schema: Schema):
    beneath = Prefix(field="qualifiedName", value=f"{schema.qualified_name}/")
    query = (beneath & Term.with_type_name("Table")) & ~Term.with_name("orders")
    found = admin.asset.search(IndexSearchRequest(dsl=DSL(query=query)))
    assert sorted(asset.name for asset in found) == ["customers", "orders_archive"]
    either = beneath & (Term.with_type_name("View") | Term.with_name("customers"))
    assert admin.asset.search(IndexSearchRequest(dsl=DSL(query=either))).count == 2


def test_sorts_by_name_number_and_time(admin: AtlanClient, below: FluentSearch):
    tables = below.where(CompoundQuery.asset_type(Table))
    by_name = [one.name for one in tables.sort(Table.NAME.order()).execute(admin)]
    assert by_name == ["customers", "Orders", "orders_archive"]
    by_rows = [one.name for one in tables.sort(Table.ROW_COUNT.order(SortOrder.DESCENDING)).execute(admin)]
    assert by_rows == ["Orders", "customers", "orders_archive"]
    by_time = [one.create_time for one in below.sort(Asset.CREATE_TIME.order()).execute(admin)]
    assert by_time == sorted(by_time)


def test_shows_what_is_included_of_assets_and_of_those_at_the_other_end(admin: AtlanClient, below: FluentSearch):
    search = (
        below.where(Table.NAME.eq("Orders"))
        .include_on_results(Table.DESCRIPTION)
        .include_on_results(Table.COLUMNS)
        .include_on_results(Table.ATLAN_SCHEMA)
        .include_on_relations(Column.ORDER)
        .include_on_relations(Asset.NAME)
    )
    [table] = list(search.execute(admin))
    assert table.description == "All the orders, day by day"
    assert table.atlan_schema.name == "Main"
    assert sorted(column.order for column in table.columns) == list(range(1, COLUMNS + 1))
    [plain] = list(below.where(Table.NAME.eq("Orders")).execute(admin))
    assert plain.description is None and plain.columns is None
    assert plain.qualified_name and plain.name == "Orders"


def test_pages_hold_each_asset_once_and_end(admin: AtlanClient, below: FluentSearch):
    found = below.page_size(5).execute(admin)
    assert found.count == COLUMNS + 4
    assert len({asset.guid for asset in found}) == found.count
    jumping = below.page_size(5).sort(Asset.NAME.order()).execute(admin)
    first = jumping.current_page()[0].name
    assert jumping.next_page(start=15)
    assert [asset.name for asset in jumping.current_page()] != [first]
    assert not jumping.next_page(start=300)


def test_bulk_goes_by_time_and_gives_each_asset_once(admin: AtlanClient, below: FluentSearch):
    found = list(below.page_size(5).execute(admin, bulk=True))
    assert len(found) == len({asset.guid for asset in found}) == COLUMNS + 4
    with pytest.raises(InvalidRequestError):
        below.sort(Asset.NAME.order()).execute(admin, bulk=True)


def test_aggregates_in_buckets_with_their_original_text(admin: AtlanClient, below: FluentSearch):
    found = (
        below.page_size(1)
        .aggregate("types", Referenceable.TYPE_NAME.bucket_by())
        .aggregate("descriptions", Asset.DESCRIPTION.bucket_by(include_source_value=True))
        .aggregate("most", Table.ROW_COUNT.max())
        .aggregate("sum", Table.ROW_COUNT.sum())
        .execute(admin)
    )
    types = found.aggregations["types"]
    assert isinstance(types, AggregationBucketResult)
    assert {bucket.key: bucket.doc_count for bucket in types.buckets} == {"column": COLUMNS, "table": 3, "view": 1}
    [bucket] = found.aggregations["descriptions"].buckets
    assert bucket.key == "all the orders, day by day" and bucket.doc_count == 2
    assert bucket.get_source_value(Asset.DESCRIPTION).lower() == bucket.key
    assert (found.aggregations["most"].value, found.aggregations["sum"].value) == (100.0, 147.0)
    assert len(list(found)) == COLUMNS + 4


def test_aggregates_in_buckets_inside_of_buckets(admin: AtlanClient, below: FluentSearch):
    owners = Asset.OWNER_USERS.bucket_by(nested={"statuses": Asset.CERTIFICATE_STATUS.bucket_by()})
    by_type = Referenceable.TYPE_NAME.bucket_by(size=1, nested={"owners": owners})
    found = below.where(CompoundQuery.asset_type(Table)).page_size(0).aggregate("types", by_type).execute(admin)
    [table] = found.aggregations["types"].buckets
    ann, bob = table.nested_results["owners"].buckets
    assert (table.key, ann.key, ann.doc_count, bob.key) == ("table", "ann", 2, "bob")
    assert [one.key for one in bob.nested_results["statuses"].buckets] == ["verified"]


def test_a_metric_of_nothing_is_none(admin: AtlanClient, below: FluentSearch):
    nothing = below.where(Table.NAME.eq("nobody")).aggregate("most", Table.ROW_COUNT.max()).execute(admin)
    assert nothing.count == 0 and nothing.aggregations is None
    assert below.execute(admin).aggregations is None


TEXT = ["name.keyword", "name", "description", "userDescription", "qualifiedName", "connectorName", "ownerUsers"]
FIELDS = [
    *TEXT,
    "__guid",
    "__typeName.keyword",
    "__superTypeNames.keyword",
    "__state",
    "__createdBy",
    "__modifiedBy",
    "__timestamp",
    "__modificationTimestamp",
    "__hasLineage",
    "__traitNames",
    "__meanings",
    "__glossary",
    "popularityScore",
    "certificateStatus",
]
FACTORIES = {
    "match": lambda field: Match(field=field, query="orders 1"),
    "term": lambda field: Term(field=field, value="orders", case_insensitive=True),
    "prefix": lambda field: Prefix(field=field, value="ord"),
    "regexp": lambda field: Regexp(field=field, value="ord.*"),
    "wildcard": lambda field: Wildcard(field=field, value="ord*"),
    "terms": lambda field: Terms(field=field, values=["orders", "1"]),
    "exists": lambda field: Exists(field=field),
    "match_phrase": lambda field: MatchPhrase(field=field, query="orders 1"),
    "fuzzy": lambda field: Fuzzy(field=field, value="orders"),
    "range": lambda field: Range(field=field, gte="1"),
}


@pytest.mark.parametrize("factory", FACTORIES)
@pytest.mark.parametrize("field", FIELDS)
def test_any_query_on_any_field_is_answered_with_a_count(admin: AtlanClient, field: str, factory: str):
    request = IndexSearchRequest(dsl=DSL(query=FACTORIES[factory](field), size=1))
    assert admin.asset.search(request).count >= 0


def test_ranges_of_time_in_numbers_dates_and_date_math(admin: AtlanClient, below: FluentSearch):
    total = below.count(admin)
    yesterday = datetime.now(timezone.utc) - timedelta(days=1)
    for query in [
        Range(field="__timestamp", gte="now-1d/d"),
        Range(field="__timestamp", gt=yesterday),
        Range(field="__timestamp", gte=int(yesterday.timestamp() * 1000)),
        Range(field="__timestamp.date", lte="now"),
    ]:
        assert below.where(query).count(admin) == total


def test_everything_and_nothing(admin: AtlanClient):
    assert admin.asset.search(IndexSearchRequest(dsl=DSL(query=MatchAll()))).count > 0
    nothing = admin.asset.search(IndexSearchRequest(dsl=DSL(query=MatchNone())))
    assert (nothing.count, list(nothing)) == (0, [])


def test_bools_by_hand(admin: AtlanClient, schema: Schema):
    query = Bool(
        must=[Prefix(field="qualifiedName", value=f"{schema.qualified_name}/")],
        should=[Term.with_name("orders"), Term.with_name("customers")],
        minimum_should_match=1,
    )
    assert admin.asset.search(IndexSearchRequest(dsl=DSL(query=query))).count == 2
