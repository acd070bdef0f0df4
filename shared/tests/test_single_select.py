"""What is taken for one SELECT that only reads one dataset, and what is not."""

from __future__ import annotations

import pytest

from shared.warehouse import WarehouseError
from shared.warehouse.single_select import check_select

READS = [
    "SELECT a FROM t",
    "WITH a AS (SELECT 1 AS x) SELECT * FROM a JOIN other ON other.x = a.x",
    "SELECT 1 AS x UNION ALL SELECT 2",
    "SELECT * FROM `my-project.shop.orders_*` WHERE _TABLE_SUFFIX > '2023'",
    "SELECT * FROM my-project.shop.t",
    "SELECT * FROM shop.t",
    "SELECT i.sku FROM t, UNNEST(t.items) AS i WHERE t.kind IN ('a') AND i.n IN (1)",
    "SELECT i FROM t AS o, o.items AS i",
    "SELECT SAFE.PARSE_DATE('%d.%m.%Y', day), NET.HOST(url) FROM t  -- a comment; with a semicolon",
    "SELECT x FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY a ORDER BY b DESC) = 1",
    "SELECT 'DELETE FROM t' AS said, 'a; b' AS more",
]
REFUSED = [
    ("", "is empty"),
    (";", "is empty"),
    ("SELECT 1; SELECT 2", "one SELECT, and nothing after it"),
    ("DECLARE x INT64; SELECT x", "only a SELECT"),
    ("BEGIN SELECT 1; END", "only a SELECT"),
    ("SELECT 1; CALL shop.proc()", "one SELECT, and nothing after it"),
    ("SELECT 1) AS s; DELETE FROM t WHERE TRUE; SELECT * FROM (SELECT 1", "one SELECT, and nothing after it"),
    ("SELECT 1) AS s UNION ALL SELECT * FROM (SELECT 1", "cannot be read"),
    ("SELECT a b c FROM", "cannot be read as GoogleSQL; look at line 1"),
    ("DELETE FROM t WHERE TRUE", "only a SELECT"),
    ("INSERT INTO t SELECT * FROM t", "only a SELECT"),
    ("MERGE t USING u ON FALSE WHEN NOT MATCHED THEN INSERT ROW", "only a SELECT"),
    ("CREATE TABLE x AS SELECT 1", "only a SELECT"),
    ("DROP TABLE t", "only a SELECT"),
    ("CALL shop.proc()", "only a SELECT"),
    ("EXECUTE IMMEDIATE 'DROP TABLE t'", "only a SELECT"),
    ("EXPORT DATA OPTIONS(uri='gs://x/*') AS SELECT 1", "only a SELECT"),
    ("SELECT @since", "takes no parameters"),
    ("SELECT @@project_id", "takes no parameters"),
    ("SELECT * FROM hr.people", "hr.people is not in my-project.shop"),
    ("SELECT * FROM other.shop.t", "other.shop.t is not in my-project.shop"),
    ("SELECT (SELECT MAX(pay) FROM `hr.people`) AS x", "hr.people is not in"),
    ("SELECT 1 FROM t WHERE EXISTS (SELECT 1 FROM hr.people)", "hr.people is not in"),
    ("SELECT * FROM hr.people WHERE EXISTS (SELECT 1 FROM t AS hr, hr.people)", "hr.people is not in"),
    ("WITH people AS (SELECT 1 AS x) SELECT * FROM hr.people", "hr.people is not in"),
    ("SELECT * FROM shop.INFORMATION_SCHEMA.TABLES", "INFORMATION_SCHEMA"),
    ("SELECT * FROM `region-eu`.INFORMATION_SCHEMA.JOBS", "INFORMATION_SCHEMA"),
    ("SELECT * FROM EXTERNAL_QUERY('connection', 'DELETE FROM t')", "table functions are not called"),
    ("SELECT * FROM shop.some_function(1)", "table functions are not called"),
    ("SELECT shop.remote(x) FROM t", "shop.remote(...) is not called"),
    ("SELECT `shop.remote`(x) FROM t", "shop.remote(...) is not called"),
    ("SELECT ML.GENERATE(x) FROM t", "ML.GENERATE(...) is not called"),
    ("SELECT " + "1 + " * 50_000 + "1", "longer than 100,000 characters"),
]


@pytest.mark.parametrize("text", READS)
def test_what_only_reads_is_taken_as_it_is(text: str) -> None:
    assert check_select(f"  {text} ;\n", project="my-project", dataset="shop") == text


@pytest.mark.parametrize(("text", "says"), REFUSED, ids=[text[:60] for text, _ in REFUSED])
def test_everything_else_is_refused_and_says_why(text: str, says: str) -> None:
    with pytest.raises(WarehouseError) as refused:
        check_select(text, project="my-project", dataset="shop")
    assert says in str(refused.value)
