"""A shop that lies in BigQuery under names of its own, and suites that load it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google.cloud import bigquery
from werkzeug.test import TestResponse

from local.suite import Suite
from shared.auth.tokens import local_issuer
from shared.secrets import connect as connect_secrets
from shared.store import connect as connect_store
from shared.warehouse import Query, Row

SHOP = {"SHOP_TIMEZONE": "Europe/Berlin", "SHOP_CURRENCY": "EUR", "SHOP_COUNTRY": "DE"}
MAPPING = """
source: Web shop
currency: EUR
time_zone: Europe/Berlin
tables:
  - table: sales
    select: |
      SELECT CONCAT(p.Beleg, '-', CAST(p.Pos AS STRING)) AS entry_id, p.Beleg AS order_id, b.Zeit AS occurred_at,
        b.Kunde AS customer_id, p.Artikel AS product_id, p.Menge AS quantity, p.Preis AS unit_price,
        IF(b.Art = 'Storno', 'refund', 'sale') AS kind, b.Probe AS is_test, b.Geaendert AS changed_at
      FROM Positionen AS p
      JOIN Belege AS b ON b.Beleg = p.Beleg  -- a comment at the end
    watermark: changed_at
  - table: customers
    from: Kundschaft
    watermark: Stand
    columns: {customer_id: Nummer, email: Adresse, first_name: Vorname}
  - table: products
    from: Sortiment
    columns: {product_id: artikel, title: Bezeichnung, unit_cost: EK}
"""
TABLES = """
CREATE TABLE {d}.Belege (Beleg STRING, Zeit TIMESTAMP, Kunde STRING, Art STRING, Probe BOOL, Geaendert DATETIME);
CREATE TABLE {d}.Positionen (Beleg STRING, Pos INT64, Artikel STRING, Menge INT64, Preis NUMERIC, Lager STRING);
CREATE TABLE {d}.Kundschaft (Nummer STRING, Adresse STRING, Vorname STRING, Stand DATE, Geheim STRING);
CREATE TABLE {d}.Sortiment (Artikel STRING, Bezeichnung STRING, EK BIGNUMERIC, Farben ARRAY<STRING>);
INSERT INTO {d}.Belege VALUES
  ('A1', TIMESTAMP '2024-05-01 10:00:00+00', 'k1', 'Kauf', FALSE, DATETIME '2024-05-01 12:00:00'),
  ('A2', TIMESTAMP '2024-05-02 22:30:00+00', 'k2', 'Kauf', FALSE, DATETIME '2024-05-03 00:30:00'),
  ('A3', TIMESTAMP '2024-05-03 10:00:00+00', NULL, 'Kauf', TRUE, DATETIME '2024-05-10 12:00:00');
INSERT INTO {d}.Positionen VALUES
  ('A1', 1, 'tasse', 2, NUMERIC '8.50', 'Nord'), ('A1', 2, 'teller', 1, NUMERIC '12', 'Nord'),
  ('A2', 1, 'tasse', 1, NUMERIC '8.50', 'Nord'), ('A3', 1, 'tasse', 1, NUMERIC '99', 'Nord');
INSERT INTO {d}.Kundschaft VALUES ('k1', 'a@example.org', 'Anna', DATE '2024-05-01', 'x'),
  ('k2', 'b@example.org', 'Ben', DATE '2024-05-03', 'y');
INSERT INTO {d}.Sortiment VALUES ('tasse', 'Tasse', BIGNUMERIC '3.125', ['rot']), ('teller', 'Teller', NULL, []);
"""
LATER = """
INSERT INTO {d}.Belege VALUES
  ('A0', TIMESTAMP '2024-05-09 10:00:00+00', 'k1', 'Kauf', FALSE, DATETIME '2024-05-09 12:00:00'),
  ('A9', TIMESTAMP '2024-04-01 10:00:00+00', 'k1', 'Kauf', FALSE, DATETIME '2024-04-01 12:00:00'),
  ('S1', TIMESTAMP '2024-05-20 10:00:00+00', 'k1', 'Storno', FALSE, DATETIME '2024-05-20 12:00:00'),
  ('N1', TIMESTAMP '2024-05-21 10:00:00+00', 'k1', 'Kauf', FALSE, NULL);
INSERT INTO {d}.Positionen VALUES
  ('A0', 1, 'tasse', 3, NUMERIC '8.50', 'Nord'), ('A9', 1, 'tasse', 1, NUMERIC '8.50', 'Nord'),
  ('S1', 1, 'tasse', -1, NUMERIC '8.50', 'Nord'), ('N1', 1, 'teller', 1, NUMERIC '12', 'Nord');
"""


@dataclass
class Foreign:
    """A dataset that is not ours."""

    client: bigquery.Client
    name: str

    def run(self, statements: str) -> None:
        for statement in statements.replace("{d}", self.name).split(";\n"):
            if statement.strip():
                self.client.query_and_wait(statement)

    @property
    def url(self) -> str:
        return f"bigquery://shop/{self.name}"

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        names = [item.table_id for item in self.client.list_tables(self.name)]
        return {
            name: sorted(
                (row.values() for row in self.client.query_and_wait(f"SELECT * FROM {self.name}.{name}")), key=repr
            )
            for name in names
        }


@dataclass
class Target:
    """A suite that loads."""

    suite: Suite
    data_dir: Path

    def token(self, role: str) -> str:
        hidden = connect_secrets(f"file://{self.data_dir}/secrets")
        return local_issuer(hidden, connect_store(f"file://{self.data_dir}/shop/store")).issue(role, "test")

    def post(self, path: str, *, role: str = "owner", **fields: str) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token(role)}"}
        kind = "multipart/form-data" if fields else None
        return self.suite.app.test_client().post(path, data=fields or None, headers=headers, content_type=kind)

    def load(self, foreign: Foreign, *, mapping: str = MAPPING, role: str = "owner", **fields: str) -> dict[str, Any]:
        answer = self.post("/api/ingest/bigquery", role=role, source=foreign.url, mapping=mapping, **fields)
        assert answer.status_code == 200, answer.text
        return dict(answer.get_json())

    def undo(self, load_id: str) -> None:
        answer = self.post(f"/api/ingest/loads/{load_id}/undo")
        assert answer.status_code == 200, answer.text

    def rows(self, text: str) -> list[Row]:
        return self.suite.plugs.warehouse.query(Query("test", text, {}))


def counted(report: dict[str, Any]) -> dict[str, tuple[int, int, int, int]]:
    return {one["table"]: tuple(one[k] for k in ("read", "loaded", "known", "rejected")) for one in report["tables"]}


def make_foreign(client: bigquery.Client) -> Foreign:
    made = Foreign(client, f"fremd_{secrets.token_hex(6)}")
    client.create_dataset(made.name)
    made.run(TABLES)
    return made
