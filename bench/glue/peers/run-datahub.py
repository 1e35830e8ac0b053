"""Runs DataHub's Glue source once into its file sink, and tells what it took and what it wrote.

Called with one argument: the JSON of the order, `{"folder": "..."}`; the AWS endpoint is in the environment. State is kept in the folder, so a
second run in it removes what the first one saw and this one does not. Prints one line of JSON at its end.
"""

import importlib.metadata
import json
import pathlib
import resource
import sys
import time

from datahub.ingestion.run.pipeline import Pipeline

order = json.loads(sys.argv[1])
folder = pathlib.Path(order["folder"])
written = folder / "written.json"

pipeline = Pipeline.create(
    {
        "pipeline_name": "bench",
        "source": {
            "type": "glue",
            "config": {
                "aws_region": "eu-central-1",
                "extract_transforms": False,
                "stateful_ingestion": {
                    "enabled": True,
                    "remove_stale_metadata": True,
                    "state_provider": {"type": "file", "config": {"filename": str(folder / "state.json")}},
                },
            },
        },
        "sink": {"type": "file", "config": {"filename": str(written)}},
    },
    report_to=None,
)
begun_at = time.perf_counter()
pipeline.run()
seconds = time.perf_counter() - begun_at
peak_megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
report = pipeline.source.get_report()


def objects():
    """What the sink wrote, one by one: the file is larger than memory should be."""
    lines = []
    with written.open(encoding="utf-8") as file:
        for line in file:
            if line.rstrip("\n") in ("[", "]"):
                continue
            lines.append(line)
            if line.startswith("}"):
                yield json.loads("".join(lines).rstrip().rstrip(","))
                lines = []


def name_of(urn):
    """`database.table` of a dataset, or nothing for what is no dataset."""
    start, end = "urn:li:dataset:(urn:li:dataPlatform:glue,", ",PROD)"
    return urn[len(start) : -len(end)] if urn.startswith(start) and urn.endswith(end) else None


columns = {}
removed = set()


def note(urn, kind, aspect):
    name = name_of(urn)
    if name is None:
        return
    if kind.endswith("SchemaMetadata") or kind == "schemaMetadata":
        columns[name] = len(aspect.get("fields", []))
    elif (kind.endswith("Status") or kind == "status") and aspect.get("removed") is True:
        removed.add(name)
    columns.setdefault(name, 0)


for written_object in objects():
    if "proposedSnapshot" in written_object:
        (snapshot,) = written_object["proposedSnapshot"].values()
        for aspects in snapshot["aspects"]:
            for kind, aspect in aspects.items():
                note(snapshot["urn"], kind, aspect)
    elif written_object.get("entityUrn") is not None:
        value = written_object.get("aspect", {})
        aspect = value.get("json") if "json" in value else json.loads(value.get("value", "{}"))
        note(written_object["entityUrn"], written_object.get("aspectName", ""), aspect)

failures = [str(failure) for failure in report.failures]
print(
    json.dumps(
        {
            "version": importlib.metadata.version("acryl-datahub"),
            "seconds": seconds,
            "peakMegabytes": peak_megabytes,
            "tables": len(set(columns) - removed),
            "columns": sum(count for name, count in columns.items() if name not in removed),
            "removed": sorted(removed),
            "failures": len(failures),
            "firstFailure": failures[0][:300] if failures else None,
        }
    )
)
