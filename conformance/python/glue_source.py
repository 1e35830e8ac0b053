"""A Glue catalog in moto, filled through boto3."""

import boto3
from moto.server import ThreadedMotoServer

REGION = "ap-south-1"

ORDERS_COLUMNS = [
    {"Name": "order_id", "Type": "bigint", "Comment": "identifies an order"},
    {"Name": "placed_at", "Type": "timestamp"},
    {"Name": "amount", "Type": "decimal(12,2)"},
    {"Name": "customer", "Type": "struct<id:bigint,address:struct<city:string,zip:string>>"},
    {"Name": "lines", "Type": "array<struct<sku:string,quantity:int>>"},
    {"Name": "labels", "Type": "map<string,string>"},
]


def start_moto() -> ThreadedMotoServer:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    return server


def url_of(server: ThreadedMotoServer) -> str:
    host, port = server.get_host_and_port()
    return f"http://{host}:{port}"


def _client(url: str):
    return boto3.client(
        "glue",
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


def _table(name: str, columns: list, **more) -> dict:
    return {
        "Name": name,
        "StorageDescriptor": {"Columns": columns, "Location": f"s3://lake/{name}/"},
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"classification": "parquet", "recordCount": "1200"},
        **more,
    }


def fill(url: str) -> None:
    """Three databases: `sales` (a partitioned table with nested types, a view), `dev-project` (30 tables), `secret_lab`."""
    glue = _client(url)
    for name in ("sales", "dev-project", "secret_lab"):
        glue.create_database(DatabaseInput={"Name": name, "Description": f"database {name}"})
    glue.create_table(
        DatabaseName="sales",
        TableInput=_table(
            "orders",
            ORDERS_COLUMNS,
            Description="every order ever placed",
            PartitionKeys=[{"Name": "region", "Type": "string"}, {"Name": "day", "Type": "date"}],
        ),
    )
    glue.create_table(
        DatabaseName="sales",
        TableInput={
            "Name": "big_orders",
            "StorageDescriptor": {"Columns": [{"Name": "order_id", "Type": "bigint"}]},
            "TableType": "VIRTUAL_VIEW",
            "ViewOriginalText": "SELECT order_id FROM orders WHERE amount > 1000",
        },
    )
    for number in range(30):
        columns = [{"Name": f"c{index}", "Type": "string"} for index in range(4)]
        glue.create_table(DatabaseName="dev-project", TableInput=_table(f"events_{number:02}", columns))
    glue.create_table(DatabaseName="secret_lab", TableInput=_table("formula", [{"Name": "x", "Type": "double"}]))
