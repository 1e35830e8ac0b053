"""Runs OpenMetadata's Glue source once into its file sink, and tells what it took and what it wrote.

Called with one argument: the JSON of the order, `{"folder": "...", "glueUrl": "..."}`. The source asks an OpenMetadata server what is there
already; here this process answers from memory, which costs it next to nothing. What a run leaves is kept in the folder for the next one, which
then deletes what it does not see. Prints one line of JSON at its end.
"""

import importlib.metadata
import json
import pathlib
import resource
import sys
import time
import types
import uuid

from metadata.generated.schema.entity.data.table import Table
from metadata.generated.schema.entity.services.connections.metadata.openMetadataConnection import (
    OpenMetadataConnection,
)
from metadata.generated.schema.entity.services.databaseService import DatabaseService
from metadata.ingestion.models.barrier import Barrier
from metadata.ingestion.ometa.ometa_api import OpenMetadata
from metadata.ingestion.sink.file import FileSink
from metadata.ingestion.source.database.glue.metadata import GlueSource

order = json.loads(sys.argv[1])
folder = pathlib.Path(order["folder"])
written = folder / "written.json"
kept = folder / "kept.json"
service = "bench"

before = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else []


class ServerInMemory(OpenMetadata):
    """Answers what the source asks of a server: that the service is there, and which tables the last run left."""

    def __init__(self):
        self.config = OpenMetadataConnection(hostPort="http://127.0.0.1:1/api")

    def get_by_name(self, entity, fqn, *_, **__):
        if entity is DatabaseService:
            return DatabaseService(id=uuid.uuid4(), name=service, fullyQualifiedName=service, serviceType="Glue")
        return None

    def list_all_entities(self, entity, params=None, **_):
        scope = next(iter((params or {}).values()), "")
        for name in before if entity is Table else []:
            if name.startswith(scope + "."):
                yield Table(id=uuid.uuid4(), name="table", fullyQualifiedName=name, columns=[])

    def list_entities(self, entity, params=None, **_):
        return types.SimpleNamespace(total=sum(1 for _ in self.list_all_entities(entity, params)), entities=[])

    def _search_es_entity(self, *_, **__):
        return None  # Asked up to three times for each table, for lineage: nothing is found.

    def delete_stale_entities(self, *_, **__):
        return None  # As a server that leaves it to the client to find out.

    def __getattr__(self, name):
        raise AttributeError(f"the source asked a server for `{name}`, which this one does not have")


# It would be asked of a server which calls the test has to make.
GlueSource.test_connection = lambda self: None

source = GlueSource.create(
    {
        "type": "glue",
        "serviceName": service,
        "serviceConnection": {
            "config": {
                "type": "Glue",
                "awsConfig": {
                    "awsAccessKeyId": "bench",
                    "awsSecretAccessKey": "bench",
                    "awsRegion": "eu-central-1",
                    "endPointURL": order["glueUrl"],
                },
            }
        },
        "sourceConfig": {"config": {"type": "DatabaseMetadata", "markDeletedTables": True}},
    },
    ServerInMemory(),
)
sink = FileSink.create({"filename": str(written)}, None)

begun_at = time.perf_counter()
source.prepare()
# What the workflow does with its one step, without the server that it reports to.
for record in source.run():
    # The file sink holds nothing back that it would have to write before a deletion, and cannot take the word for it.
    if record is not None and not isinstance(record, Barrier):
        sink.run(record)
sink.close()
seconds = time.perf_counter() - begun_at
peak_megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

tables = {}
removed = set()
with written.open(encoding="utf-8") as file:
    for line in file:
        text = line.strip().rstrip(",")
        if text in ("", "[", "]"):
            continue
        entity = json.loads(text)
        if "databaseSchema" in entity and "columns" in entity:
            tables[f"{entity['databaseSchema']}.{entity['name']}"] = len(entity["columns"])
        elif "fullyQualifiedName" in (entity.get("entity") or {}):
            removed.add(entity["entity"]["fullyQualifiedName"])

kept.write_text(json.dumps(sorted((set(before) - removed) | set(tables))), encoding="utf-8")
failures = [f"{failure.name}: {failure.error}" for failure in [*source.status.failures, *sink.status.failures]]
print(
    json.dumps(
        {
            "version": importlib.metadata.version("openmetadata-ingestion"),
            "seconds": seconds,
            "peakMegabytes": peak_megabytes,
            "tables": len(tables),
            "columns": sum(tables.values()),
            "removed": sorted(removed),
            "failures": len(failures),
            "firstFailure": failures[0][:300] if failures else None,
        }
    )
)
