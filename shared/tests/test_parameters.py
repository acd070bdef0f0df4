"""What a query string may say, and what a caller is told when it says something else."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import MISSING, ValidationError

from shared.contracts.generated.ingestion import ListLoadsParametersQuery
from shared.contracts.generated.inventory_alerts import DigestScheduleSet, ListAlertsParametersQuery
from shared.contracts.generated.revenue import TrendsParametersQuery, Window
from shared.contracts.parameters import field_errors, read_parameters
from shared.contracts.problems import ProblemError


def refused(query_string: bytes) -> dict[str, str]:
    with pytest.raises(ProblemError) as caught:
        read_parameters(TrendsParametersQuery, query_string)
    assert (caught.value.status, caught.value.name) == (400, "invalid-parameter")
    return dict(caught.value.errors)


def test_what_is_given_is_read_and_what_is_not_is_missing() -> None:
    query = read_parameters(TrendsParametersQuery, b"window=90d&from=2011-06-03&location=Caf%C3%A9+1&explain=1")

    assert query.window is Window.field_90d
    assert query.from_ == date(2011, 6, 3)
    assert query.location == "Café 1"
    assert query.to is MISSING


@pytest.mark.parametrize(
    ("given_text", "moment"),
    [
        (b"2011-08-31T22:59:59Z", datetime(2011, 8, 31, 22, 59, 59, tzinfo=UTC)),
        (b"2011-08-31t22:59:59z", datetime(2011, 8, 31, 22, 59, 59, tzinfo=UTC)),
        (b"2011-08-31T23:59:59%2B01:00", datetime(2011, 8, 31, 22, 59, 59, tzinfo=UTC)),
        (b"2011-08-31T22:59:59.1234567-00:00", datetime(2011, 8, 31, 22, 59, 59, 123456, tzinfo=UTC)),
    ],
)
def test_a_time_is_rfc_3339_and_comes_in_utc(given_text: bytes, moment: datetime) -> None:
    as_of = read_parameters(TrendsParametersQuery, b"as_of=" + given_text).as_of

    assert as_of == moment
    assert isinstance(as_of, datetime)
    assert as_of.utcoffset() == UTC.utcoffset(None)


@pytest.mark.parametrize(
    "text",
    [
        b"2011-08-31",
        b"2011-08-31T22:59:59",
        b"2011-08-31%2022:59:59Z",
        b"2011-08-31T22:59Z",
        b"2011-02-30T22:59:59Z",
        b"2011-08-31T22:59:59%2B24:00",
        b"2011-08-31T22:59:59%2B05:60",
        b"1314831599",
        b"0001-01-01T00:00:00%2B05:00",
        b"9999-12-31T23:59:59-05:00",
        b"%D9%A2%D9%A0%D9%A1%D9%A1-08-31T22:59:59Z",
        b"yesterday",
    ],
)
def test_any_other_spelling_of_a_time_is_refused(text: bytes) -> None:
    assert list(refused(b"as_of=" + text)) == ["as_of"]


def test_a_plus_that_became_a_space_is_explained() -> None:
    assert "%2B" in refused(b"as_of=2011-08-31T23:59:59+01:00")["as_of"]


@pytest.mark.parametrize("text", [b"20110831", b"2011-02-30", b"2011-08-31T00:00:00Z", b"1314831599", b"1899-12-31"])
def test_a_date_is_a_day_of_the_calendar_in_one_spelling(text: bytes) -> None:
    assert list(refused(b"from=" + text)) == ["from"]


def test_every_wrong_parameter_is_named_at_once() -> None:
    errors = refused(b"windw=7d&basis=cash&as_of=now&to=&channel=a&channel=b&location=a%00b&from_=2011-01-01")

    assert "unknown parameter; known: window, granularity" in errors["windw"]
    assert "'accounting' or 'order'" in errors["basis"]
    assert "offset" in errors["as_of"]
    assert "empty" in errors["to"]
    assert "more than once" in errors["channel"]
    assert "control character" in errors["location"]
    assert "unknown" in errors["from_"]


def test_how_something_is_written_is_told_in_words() -> None:
    with pytest.raises(ProblemError) as caught:
        read_parameters(ListAlertsParametersQuery, b"runs_out_within=week")
    assert dict(caught.value.errors) == {"runs_out_within": "is not written like 28d, 999d at most"}
    with pytest.raises(ValidationError) as wrong:
        DigestScheduleSet.model_validate_json(b'{"at": "25:00"}')
    assert field_errors(wrong.value) == [("at", "is not written like 06:00, of 24 hours")]


@pytest.mark.parametrize("query_string", [b"location=%ff", b"location=\xff", b"&".join([b"a=1"] * 101)])
def test_what_is_no_text_or_far_too_much_is_refused(query_string: bytes) -> None:
    assert list(refused(query_string)) == ["query"]


def test_a_whole_number_has_one_spelling() -> None:
    assert read_parameters(ListLoadsParametersQuery, b"limit=500").limit == 500
    for text in (b"05", b"5.0", b"1e2", b"%2B5", b"5%20", b"0", b"501", b"-1", b"%D9%A5", b"9" * 5000):
        with pytest.raises(ProblemError) as caught:
            read_parameters(ListLoadsParametersQuery, b"limit=" + text)
        assert [field for field, _ in caught.value.errors] == ["limit"]


@given(st.binary(max_size=200) | st.text(max_size=50).map(lambda text: f"as_of={text}&limit={text}".encode()))
def test_no_query_string_gets_past_as_anything_but_a_model_or_a_problem(query_string: bytes) -> None:
    answer: object = None
    with suppress(ProblemError):
        answer = read_parameters(TrendsParametersQuery, query_string)

    assert answer is None or isinstance(answer, TrendsParametersQuery)
