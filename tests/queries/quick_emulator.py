"""Starts the BigQuery emulator as its own command does, with less to do for each statement.

For every statement the emulator asks several times which tables there are, and the lists it reads go through all that
is in any of its databases: they were half of its time. Here

- tables are looked up by name alone, without sizes; whoever asks for a table itself is told its rows, counted;
- the table that holds the answer of a statement, which each statement makes anew, is looked at and not searched for;
- jobs are kept in memory and not in a file: nobody starts an emulator again to ask for them.
"""

from __future__ import annotations

import sys

import duckdb
from local_bigquery.catalog import tabledata, tables
from local_bigquery.cli import main
from local_bigquery.engine import database, types
from local_bigquery.jobs import store
from local_bigquery.models import Job, TableFieldSchema

_NAMES = """
SELECT DISTINCT table_name, 'TABLE', 0 FROM duckdb_columns()
WHERE database_name = $1 AND schema_name = $2 AND table_name = COALESCE($3, table_name)
  AND table_name NOT IN (SELECT view_name FROM duckdb_views() WHERE database_name = $1 AND schema_name = $2)
UNION ALL
SELECT view_name, 'VIEW', 0 FROM duckdb_views()
WHERE database_name = $1 AND schema_name = $2 AND view_name = COALESCE($3, view_name) AND NOT internal
ORDER BY 1
"""
_load, _columns, _lookup = tables.load, tables.columns, tables._lookup
_jobs: dict[tuple[str, str], Job] = {}


def objects(project_id: str, dataset_id: str, table_id: str | None = None) -> list[tuple[str, str, int]]:
    """Names and kinds of the tables and views of a dataset, or of one; none is given a size."""
    found: list[tuple[str, str, int]] = database.fetch(_NAMES, [project_id, dataset_id, table_id])
    return found


def load(project_id: str, dataset_id: str, table_id: str) -> tables.Table:
    """A table with its rows counted."""
    table = _load(project_id, dataset_id, table_id)
    columns = tables.fields(table)
    if table.type != "TABLE" or not columns:
        return table
    [(rows,)] = database.fetch(f"SELECT COUNT(*) FROM {tables.name(project_id, dataset_id, table_id)}")
    size = str(tables.logical_bytes(rows, len(columns)))
    return table.replace(numRows=str(rows), numBytes=size, numTotalLogicalBytes=size, numActiveLogicalBytes=size)


def lookup(project_id: str, dataset_id: str, table_id: str) -> tuple[str, int] | None:
    """Kind and size of a table, None if there is none; an answer's has no size."""
    if dataset_id != tables.RESULTS:
        found: tuple[str, int] | None = _lookup(project_id, dataset_id, table_id)
        return found
    try:
        _of_answer(project_id, table_id)
    except duckdb.CatalogException:
        return None
    return "TABLE", 0


def columns(project_id: str, dataset_id: str, table_id: str) -> list[TableFieldSchema]:
    """The columns of a table; an answer's may all be null."""
    fields: list[TableFieldSchema] = (
        _of_answer(project_id, table_id) if dataset_id == tables.RESULTS else _columns(project_id, dataset_id, table_id)
    )
    return fields


def _of_answer(project_id: str, table_id: str) -> list[TableFieldSchema]:
    with database.cursor() as cursor:
        relation = cursor.sql(f"SELECT * FROM {tables.name(project_id, tables.RESULTS, table_id)} LIMIT 0")
        return [types.field(name, kind) for name, kind in zip(relation.columns, relation.types, strict=True)]


def save_job(job: Job) -> Job:
    """Keep what is known of a job."""
    _jobs[job.jobReference.projectId, job.jobReference.jobId] = job
    return job


def load_job(project_id: str, job_id: str) -> Job | None:
    """What is known of a job."""
    return _jobs.get((project_id, job_id))


def list_jobs(
    project_id: str,
    states: list[str] | None = None,
    parent_job_id: str | None = None,
    min_creation_time: int | None = None,
    max_creation_time: int | None = None,
) -> list[Job]:
    """The jobs of a project, or the parts of one, the newest first."""
    found = [
        job
        for (project, _), job in list(_jobs.items())
        if project == project_id
        and job.statistics.parentJobId == parent_job_id
        and (states is None or job.status.state in states)
        and (min_creation_time is None or int(job.statistics.creationTime) >= min_creation_time)
        and (max_creation_time is None or int(job.statistics.creationTime) <= max_creation_time)
    ]
    return sorted(found, key=lambda job: (-int(job.statistics.creationTime), job.jobReference.jobId))


def delete_job(project_id: str, job_id: str) -> None:
    """Forget a job and its parts."""
    for key, job in list(_jobs.items()):
        if key[0] == project_id and job_id in {key[1], job.statistics.parentJobId}:
            del _jobs[key]


database.objects = objects
tables.load, tables.columns, tables._lookup = load, columns, lookup
tabledata.columns = columns
store.save, store.load, store.list_, store.delete = save_job, load_job, list_jobs, delete_job
sys.exit(main())
