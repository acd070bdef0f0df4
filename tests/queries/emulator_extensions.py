"""Run by infra/local/emulator.sh in the emulator's environment: puts DuckDB's extensions where it looks for them."""

from __future__ import annotations

from duckdb_extensions import import_extension

for name in ("icu", "spatial", "ducklake"):  # time zones, geography types, and how the emulator stores tables
    import_extension(name)
