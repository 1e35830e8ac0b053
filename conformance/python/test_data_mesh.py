"""Data domains and products: names, hierarchies, moves, what selects the assets of a product."""

import json
import re

import pytest
from pyatlan.client.atlan import AtlanClient
from pyatlan.errors import AtlanError, ConflictError, NotFoundError
from pyatlan.model.assets import Connection, Database, DataDomain, DataProduct
from pyatlan.model.enums import AtlanConnectorType, DataProductStatus, EntityStatus
from pyatlan.model.fluent_search import CompoundQuery, FluentSearch


def make_domain(admin: AtlanClient, name: str, parent: DataDomain | None = None) -> DataDomain:
    to_create = DataDomain.creator(name=name, parent_domain_qualified_name=parent and parent.qualified_name)
    return admin.asset.save(to_create).assets_created(DataDomain)[0]


def make_product(admin: AtlanClient, name: str, domain: DataDomain, prefix: str = "default/nowhere") -> DataProduct:
    selection = (
        FluentSearch()
        .where(CompoundQuery.active_assets())
        .where(CompoundQuery.asset_type(Database))
        .where(Database.QUALIFIED_NAME.startswith(prefix))
        .to_request()
    )
    to_create = DataProduct.creator(name=name, domain_qualified_name=domain.qualified_name, asset_selection=selection)
    return admin.asset.save(to_create).assets_created(DataProduct)[0]


@pytest.fixture
def domain(admin: AtlanClient, unique: str) -> DataDomain:
    return make_domain(admin, f"domain {unique}")


def test_a_domain_is_named_by_the_server(admin: AtlanClient, domain: DataDomain):
    assert re.search(r"default/domain/[a-zA-Z0-9-]+/super", domain.qualified_name)
    assert domain.parent_domain_qualified_name is None
    assert domain.super_domain_qualified_name is None
    assert admin.asset.find_domain_by_name(domain.name).guid == domain.guid
    with pytest.raises(ConflictError):
        make_domain(admin, domain.name)


def test_a_domain_in_a_domain_updates_the_one_above(admin: AtlanClient, domain: DataDomain):
    to_create = DataDomain.creator(name="sub", parent_domain_qualified_name=domain.qualified_name)
    response = admin.asset.save(to_create)
    sub = response.assets_created(DataDomain)[0]
    assert [one.guid for one in response.assets_updated(DataDomain)] == [domain.guid]
    assert sub.qualified_name.startswith(f"{domain.qualified_name}/domain/")
    assert sub.parent_domain_qualified_name == domain.qualified_name
    assert sub.super_domain_qualified_name == domain.qualified_name


def test_a_product_finds_its_assets_by_what_selects_them(admin: AtlanClient, domain: DataDomain, unique: str):
    connection = admin.asset.save(
        Connection.creator(
            client=admin,
            name=f"mesh {unique}",
            connector_type=AtlanConnectorType.MSSQL,
            admin_roles=[admin.role_cache.get_id_for_name("$admin")],
        )
    ).assets_created(Connection)[0]
    database = admin.asset.save(
        Database.creator(name="db", connection_qualified_name=connection.qualified_name)
    ).assets_created(Database)[0]
    product = make_product(admin, f"product {unique}", domain, connection.qualified_name)
    assert product.qualified_name.startswith(f"{domain.qualified_name}/product/")
    assert product.parent_domain_qualified_name == domain.qualified_name
    assert product.daap_status == DataProductStatus.ACTIVE
    assert admin.asset.find_product_by_name(product.name).guid == product.guid
    fresh = admin.asset.get_by_guid(product.guid, DataProduct)
    assert fresh.data_product_assets_d_s_l == product.data_product_assets_d_s_l
    assert json.loads(fresh.data_product_assets_d_s_l)["query"]["dsl"]
    assert [one.guid for one in fresh.get_assets(admin)] == [database.guid]


def test_saving_a_product_or_domain_as_it_is_changes_nothing(admin: AtlanClient, domain: DataDomain, unique: str):
    assert admin.asset.save(DataDomain.updater(qualified_name=domain.qualified_name, name=domain.name)).assets_updated(
        DataDomain
    ) == []
    product = make_product(admin, f"product {unique}", domain)
    to_update = DataProduct.updater(qualified_name=product.qualified_name, name=product.name)
    assert admin.asset.save(to_update).assets_updated(DataProduct) == []


def test_a_domain_takes_what_lies_in_it_along(admin: AtlanClient, domain: DataDomain, unique: str):
    moved = make_domain(admin, f"moved {unique}")
    product = make_product(admin, "product", moved)
    to_update = DataDomain.updater(qualified_name=moved.qualified_name, name=moved.name)
    to_update.parent_domain = DataDomain.ref_by_guid(domain.guid)
    updated = admin.asset.save(to_update).assets_updated(DataDomain)
    there = next(one for one in updated if one.guid == moved.guid)
    assert there.qualified_name.startswith(f"{domain.qualified_name}/domain/")
    fresh = admin.asset.get_by_guid(product.guid, DataProduct)
    assert fresh.qualified_name.startswith(f"{there.qualified_name}/product/")
    assert fresh.super_domain_qualified_name == domain.qualified_name


def test_hierarchies_are_searched_by_every_name_above(admin: AtlanClient, domain: DataDomain):
    sub = make_domain(admin, "sub", domain)
    make_product(admin, "product", sub)
    request = (
        FluentSearch()
        .where(DataDomain.SUPER_DOMAIN_QUALIFIED_NAME.eq(domain.qualified_name))
        .include_on_results(DataDomain.PARENT_DOMAIN_QUALIFIED_NAME)
    )
    assert {one.type_name for one in request.execute(admin)} == {"DataDomain", "DataProduct"}
    assert admin.asset.get_by_guid(domain.guid, DataDomain, ignore_relationships=False).sub_domains[0].guid == sub.guid


def test_a_domain_with_something_in_it_stays(admin: AtlanClient, domain: DataDomain):
    product = make_product(admin, "product", domain)
    with pytest.raises(AtlanError):
        admin.asset.delete_by_guid(domain.guid)
    response = admin.asset.purge_by_guid(product.guid)
    assert response.assets_deleted(DataProduct)[0].status == EntityStatus.DELETED
    assert admin.asset.purge_by_guid(domain.guid).assets_deleted(DataDomain)
    with pytest.raises(NotFoundError):
        admin.asset.get_by_guid(domain.guid)
