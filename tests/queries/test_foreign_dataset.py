"""An existing BigQuery dataset with names of its own becomes the shop's tables: over the wire, read, never written."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from google.cloud import bigquery
from tests.queries.foreign_shop import LATER, MAPPING, SHOP, Foreign, Target, counted, make_foreign
from tests.queries.thoroughness import thorough

from ingestion.files.foreign_child import read_and_stage
from ingestion.files.plan import FilesError, StagePlan
from ingestion.foreign import ForeignSource
from local.command_line import main
from local.suite import open_suite
from shared.shop import Shop
from shared.warehouse.bigquery_source import open_source

NOW = "2026-01-01T00:00:00+00:00"
LINES = "SELECT entry_id, order_id, kind, local_date, net_amount, is_test, customer_id FROM sales ORDER BY entry_id"


@pytest.fixture(scope="module")
def untouched(emulator_client: bigquery.Client) -> Foreign:
    """A dataset that tests only read."""
    return make_foreign(emulator_client)


@pytest.fixture
def foreign(emulator_client: bigquery.Client) -> Foreign:
    """A dataset that goes on while the test runs."""
    return make_foreign(emulator_client)


@pytest.fixture(scope="module")
def opened(emulator: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Target]]:
    targets: list[Target] = []

    def made(**environment: str) -> Target:
        data_dir = tmp_path_factory.mktemp("data")
        told = {**SHOP, "BIGQUERY_EMULATOR": emulator, **environment}
        targets.append(Target(open_suite(data_dir, told, lambda *_: None), data_dir))
        return targets[-1]

    yield made
    for target in targets:
        target.suite.close()


@pytest.fixture(scope="module")
def calm(opened: Callable[..., Target]) -> Target:
    """A suite that nothing is loaded into for good."""
    return opened()


@pytest.fixture
def target(opened: Callable[..., Target]) -> Target:
    return opened()


def test_foreign_names_become_the_shops_tables_and_the_source_stays_as_it_was(target: Target, foreign: Foreign) -> None:
    before = foreign.contents()
    report = target.load(foreign)
    assert counted(report) == {"sales": (4, 4, 0, 0), "customers": (2, 2, 0, 0), "products": (2, 2, 0, 0)}
    assert report["source"] == foreign.url
    assert [(one["name"], one["rows"], one["since"]) for one in report["sources"]] == [
        ("SELECT for sales", 4, None),
        ("Kundschaft", 2, None),
        ("Sortiment", 2, None),
    ]
    assert report["sources"][0]["until"] == "2024-05-10T10:00:00+00:00"  # noon in Berlin
    assert "mapped" not in report["sources"][0]  # that is for dry runs
    ignored = {one["name"]: one["ignored"] for one in report["files"]}
    assert ignored == {"SELECT for sales": [], "Kundschaft": ["Geheim"], "Sortiment": ["Farben"]}
    lines = [tuple(str(value) for value in row.values()) for row in target.rows(LINES)]
    assert lines[0] == ("A1-1", "A1", "sale", "2024-05-01", "17.000000000", "False", "k1")
    assert lines[2][3] == "2024-05-03"  # half past midnight in Berlin
    assert lines[3][5] == "True"
    [cost] = target.rows("SELECT unit_cost FROM products WHERE product_id = 'tasse'")
    assert str(cost["unit_cost"]) == "3.125000000"
    [audit] = target.rows(
        "SELECT source, file_name FROM load_audit WHERE table_name = 'customers' AND outcome = 'read'"
    )
    assert audit == {"source": foreign.url, "file_name": "Kundschaft"}
    again = counted(target.load(foreign))
    assert again == {"sales": (4, 0, 4, 0), "customers": (2, 0, 2, 0), "products": (2, 0, 2, 0)}
    assert foreign.contents() == before


def test_since_last_reads_what_is_new_and_what_came_late_within_the_overlap(target: Target, foreign: Foreign) -> None:
    target.load(foreign)
    foreign.run(LATER)
    report = target.load(foreign, since="last")
    [sales, customers, products] = report["sources"]
    assert sales["since"] == "2024-05-07T10:00:00+00:00"  # three days before what was read until
    assert customers["since"] == "2024-04-29T22:00:00+00:00"  # the day began in Berlin
    assert products["since"] is None
    assert counted(report)["sales"] == (4, 3, 1, 0)  # A3 again; A0 came late, S1 is new, N1 has no watermark; not A9
    assert counted(report)["customers"] == (2, 0, 2, 0)
    assert any("Sortiment: read whole" in note for note in report["notes"])
    kinds = {row["order_id"]: row["kind"] for row in target.rows("SELECT order_id, kind FROM sales")}
    assert kinds["S1"] == "refund"
    assert {"A0", "N1"} <= set(kinds)
    assert "A9" not in kinds
    # What was taken back is read again.
    target.undo(report["load_id"])
    assert counted(target.load(foreign, since="last"))["sales"] == (4, 3, 1, 0)
    # What is older than the overlap is found from a day on, and the watermark stays where it was.
    assert counted(target.load(foreign, since="2024-04-01"))["sales"] == (8, 1, 7, 0)
    [key] = target.suite.plugs.store.list("sources/")
    kept = target.suite.plugs.store.get(key)
    assert kept is not None
    assert b"2024-05-20T10:00:00+00:00" in kept.value


def test_a_dry_run_shows_bytes_rows_and_mapped_rows_and_changes_nothing(calm: Target, untouched: Foreign) -> None:
    report = calm.load(untouched, dry_run="true", since="last")
    assert counted(report)["sales"] == (4, 4, 0, 0)
    [sales, customers, products] = report["sources"]
    assert (sales["bytes"], sales["rows"]) == (
        0,
        4,
    )  # bytes are 0 on the emulator; ingestion's tests have a source that counts
    assert any("no earlier load" in note for note in report["notes"])
    [shown] = sales["mapped"]
    assert shown["table"] == "sales"
    assert shown["rows"][0]["net_amount"] == "17"
    assert shown["rows"][0]["occurred_at"] == "2024-05-01T12:00:00+02:00"
    assert [len(one["mapped"][0]["rows"]) for one in (sales, customers, products)] == [4, 2, 2]
    assert customers["mapped"][0]["rows"][0]["email"] == "a@example.org"
    assert calm.rows("SELECT COUNT(*) AS n FROM sales") == [{"n": 0}]
    assert list(calm.suite.plugs.store.list("sources/")) == []  # nor did it leave a watermark


def test_who_may_not_see_personal_data_sees_no_rows_whatever_the_select_calls_them(
    calm: Target, untouched: Foreign
) -> None:
    spying = """
source: Spy
tables:
  - table: products
    select: SELECT Nummer AS product_id, Adresse AS title, Vorname AS price FROM Kundschaft
"""
    report = calm.load(untouched, mapping=spying, role="service", dry_run="true")
    [read] = report["sources"]
    assert (read["mapped"], read["reasons"]) == (None, {"mapped": "needs_personal_data_read_and_margin_read"})
    assert counted(report)["products"] == (2, 0, 0, 2)
    headers = {"Authorization": f"Bearer {calm.token('service')}"}
    with calm.suite.app.test_client().get(report["rejected_rows"], headers=headers) as rejected:
        assert "not_a_number" in rejected.text
        assert "Anna" not in rejected.text + str(report)


@pytest.fixture(scope="module")
def read(untouched: Foreign, emulator: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Reads the dataset in this process, where the suite does it in a child; answers what it is refused with."""
    with closing(
        open_source(
            "shop", untouched.name, job_project=None, maximum_bytes_billed=10**9, service="tests", emulator=emulator
        )
    ) as opened:

        def refused(mapping: str, dataset: str = untouched.name) -> str:
            source = ForeignSource("shop", dataset, None, 3, 10**9, None, emulator, show_rows=True, now=NOW)
            folder = tmp_path_factory.mktemp("read")
            plan = StagePlan((), None, mapping, Shop("Europe/Berlin", "EUR", "DE"), folder)
            with pytest.raises(FilesError) as error:
                read_and_stage(plan, source, opened, lambda *_: None)
            return str(error.value)

        yield refused


@pytest.mark.parametrize(
    ("replaced", "says"),
    [
        (
            ("columns: {customer_id: Nummer", "columns: {customer_id: Numer"),
            "no column 'Numer'. Did you mean 'Nummer'?",
        ),
        (("from: Kundschaft", "from: Kundsch"), "Kundsch: Not found: Table"),
        (("from: Kundschaft", "from: other.Kundschaft"), "other.Kundschaft is not in shop.fremd_"),
        (("watermark: Stand", "watermark: Geheim"), "the watermark Geheim is STRING"),
        (("watermark: Stand", "watermark: Stamd"), "no column 'Stamd'. Did you mean 'Stand'?"),
        (("p.Artikel AS", "p.Artikl AS"), "Artikl"),
        (("FROM Positionen", "FROM Posten"), "SELECT for sales: Not found: Table"),
        (("title: Bezeichnung", "title: Farben"), "column Farben is a list of STRING, no single value; take it apart"),
        (("SELECT CONCAT", "DELETE FROM Belege WHERE TRUE; SELECT CONCAT"), "only a SELECT is taken"),
        (("FROM Positionen", "FROM hr.Positionen"), "hr.Positionen is not in shop.fremd_"),
        (("watermark: changed_at", "file: x.csv"), "file is for files; from and select read BigQuery"),
    ],
)
def test_what_does_not_fit_is_named_before_anything_is_loaded(
    read: Callable[..., str], replaced: tuple[str, str], says: str
) -> None:
    assert MAPPING.count(replaced[0]) == 1
    assert says in read(MAPPING.replace(*replaced))


def test_a_dataset_that_is_not_there_is_named(read: Callable[..., str]) -> None:
    detail = read(MAPPING.replace("from: Kundschaft", "from: nowhere.Kundschaft"), "nowhere")
    assert "Not found: Dataset shop:nowhere" in detail
    assert "Look at the names" in detail


def test_the_command_line_says_what_it_would_cost_and_what_the_rows_become(
    untouched: Foreign,
    emulator: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BIGQUERY_EMULATOR", emulator)
    mapping = tmp_path / "theirs.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    arguments = ["load", "--mapping", str(mapping), untouched.url, "--data-dir", str(tmp_path / "data")]
    with pytest.raises(SystemExit) as end:
        main([*arguments, "--since", "2024-05-03", "--dry-run"])
    said = capsys.readouterr()
    assert end.value.code == 0, said.err
    assert (
        "SELECT for sales: 2 rows since 2024-05-02T22:00:00+00:00 by changed_at, 0 bytes read by BigQuery" in said.out
    )
    assert "  customers: customer_id k2, email b@example.org, first_name Ben, marketing_consent never_asked" in said.out
    assert "Nothing was changed" in said.err


def test_only_the_setting_chooses_an_emulator(calm: Target, untouched: Foreign) -> None:
    answer = calm.post(
        "/api/ingest/bigquery", source=f"{untouched.url}?emulator=http://169.254.169.254", mapping=MAPPING
    )
    assert answer.status_code == 400
    assert "BIGQUERY_EMULATOR" in answer.text


def test_a_mapping_of_a_dataset_does_not_read_files(calm: Target) -> None:
    headers = {"Authorization": f"Bearer {calm.token('owner')}"}
    form = {"mapping": MAPPING, "file": [(io.BytesIO(b"a,b\n1,2\n"), "x.csv")]}
    answer = calm.suite.app.test_client().post("/api/ingest/files", data=form, headers=headers)
    assert answer.status_code == 422
    assert "load it from bigquery://PROJECT/DATASET" in answer.get_json()["detail"]


@thorough
def test_the_shop_itself_may_be_a_bigquery_dataset(
    opened: Callable[..., Target], target: Target, foreign: Foreign, emulator: str, emulator_client: bigquery.Client
) -> None:
    own = f"own_{secrets.token_hex(6)}"
    emulator_client.create_dataset(own)
    there = opened(WAREHOUSE_URL=f"bigquery://shop/{own}?emulator={emulator}")
    lines_only = MAPPING.partition("  - table: customers")[0]  # on the emulator every statement takes its time
    kept = [
        {k: v for k, v in one.load(foreign, mapping=lines_only).items() if k != "load_id"} for one in (there, target)
    ]
    assert kept[0] == kept[1]
    assert len(there.rows(LINES)) == 4
    assert there.rows(LINES) == target.rows(LINES)
