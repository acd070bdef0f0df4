"""What a stranger's SELECT may be: one statement that only reads, of one dataset, with BigQuery's own functions.

BigQuery has no read-only jobs. So a text is parsed before it is sent, and whoever sends it has BigQuery's dry run say
that it is a SELECT, too: what the two understand differently is run by neither.
"""

from __future__ import annotations

import sqlglot
from sqlglot import Token, TokenType, exp
from sqlglot.errors import SqlglotError

from shared.warehouse import WarehouseError

_LONGEST = 100_000  # characters; a tenth of what BigQuery takes, and far more than one table needs
_SAFE_PREFIXES = frozenset({"SAFE", "NET", "HLL_COUNT", "KLL_QUANTILES"})  # BigQuery's own, and they only compute
_REACHES_OUT = frozenset({"EXTERNAL_QUERY", "EXTERNAL_OBJECT_TRANSFORM"})  # other databases, and what may write there
_BEGINS = frozenset({TokenType.SELECT, TokenType.WITH, TokenType.L_PAREN, TokenType.FROM})  # FROM: pipe syntax
_ONLY_READ = "only a SELECT is taken: the source is read and never changed"
_NO_SELECT = (
    exp.Insert,
    exp.Update,
    exp.Delete,
    exp.Merge,
    exp.Create,
    exp.Drop,
    exp.Alter,
    exp.Command,
    exp.Into,
    exp.Export,
)


def check_select(text: str, *, project: str, dataset: str) -> str:
    """The text of one SELECT over the tables of one dataset, without a semicolon at its end.

    Raises WarehouseError saying what it is instead: several statements, one that writes, parameters, a table of
    another dataset, a table function, or a function that is not BigQuery's own (a remote one may do anything).
    """
    if len(text) > _LONGEST:
        raise WarehouseError(f"the SELECT is longer than {_LONGEST:,} characters; make a view of it and name that")
    text = text.strip().rstrip("; \t\r\n")
    try:
        tokens = sqlglot.tokenize(text, read="bigquery")
        _check_kind(tokens)
        tree = sqlglot.parse_one(text, read="bigquery")
    except (SqlglotError, RecursionError) as error:
        raise WarehouseError(f"the SELECT cannot be read as GoogleSQL{_place(error)}") from error
    if not isinstance(tree, (exp.Select, exp.SetOperation, exp.Subquery)) or tree.find(*_NO_SELECT) is not None:
        raise WarehouseError(_ONLY_READ)
    if tree.find(exp.Parameter, exp.SessionParameter, exp.Placeholder) is not None:
        raise WarehouseError("the SELECT takes no parameters (@name): what is read since when, the watermark says")
    for table in tree.find_all(exp.Table):
        _check_table(table, project, dataset)
    _check_functions(tokens)
    return text


def _check_kind(tokens: list[Token]) -> None:
    """Before it is parsed: of other statements the parser makes something, and warns in the log."""
    if not tokens:
        raise WarehouseError("the SELECT is empty")
    if tokens[0].token_type not in _BEGINS:
        raise WarehouseError(_ONLY_READ)
    if any(token.token_type is TokenType.SEMICOLON for token in tokens):
        raise WarehouseError("write one SELECT, and nothing after it")


def _place(error: Exception) -> str:
    """Where it ends to make sense; the parser's own words speak of its insides."""
    found = getattr(error, "errors", None) or [{}]
    line, column = found[0].get("line"), found[0].get("col")
    return f"; look at line {line}, column {column}, and what stands before it" if line and column else ""


def _check_table(table: exp.Table, project: str, dataset: str) -> None:
    parts = [part.name for part in table.parts]
    if any(not isinstance(part, exp.Identifier) for part in table.parts):
        raise WarehouseError(f"{'.'.join(parts)}: table functions are not called; name a table or a view")
    if "INFORMATION_SCHEMA" in parts[-1].upper():
        raise WarehouseError("INFORMATION_SCHEMA holds no facts of a shop; name a table or a view")
    # The longest first: project.dataset.table, dataset.table, or a table of the dataset or of the WITH clause.
    if [project, dataset][3 - len(parts) :] != parts[:-1]:
        raise WarehouseError(
            f"{'.'.join(parts)} is not in {project}.{dataset}; a load reads one dataset (a view there may read others)"
        )


def _check_functions(tokens: list[Token]) -> None:
    for place, token in enumerate(tokens[1:], 1):
        name = tokens[place - 1]
        if token.token_type is not TokenType.L_PAREN or name.token_type is TokenType.STRING:
            continue
        called = name.text
        if place > 2 and tokens[place - 2].token_type is TokenType.DOT:  # noqa: PLR2004 - prefix, dot, name
            called = f"{tokens[place - 3].text}.{called}"
        prefix, _, bare = called.rpartition(".")
        if bare.upper() in _REACHES_OUT or (prefix and prefix.upper() not in _SAFE_PREFIXES):
            raise WarehouseError(f"{called}(...) is not called: only BigQuery's own functions, which only compute")
