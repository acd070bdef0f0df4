"""Who moved: the flows of each segment, out of pairs."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from segments.movement import Flow, Move, flows

MOVES = [
    Move("vip", "vip", 40, 0),
    Move("vip", "at-risk", 5, 2),
    Move("at-risk", "vip", 3, 3),
    Move(None, "new", 20, 0),
    Move(None, "vip", 1, 1),
    Move("at-risk", None, 2, 0),
]


def test_a_segment_is_what_it_was_less_who_left_and_with_who_came() -> None:
    vip, at_risk, new = flows(MOVES, ["vip", "at-risk", "regular", "new"])

    assert vip == Flow("vip", at_start=45, at_end=44, stayed=40, left=5, new=0, new_customers=0, re_entered=4)
    assert at_risk == Flow("at-risk", at_start=5, at_end=5, stayed=0, left=5, new=3, new_customers=0, re_entered=2)
    assert new == Flow("new", at_start=0, at_end=20, stayed=0, left=0, new=20, new_customers=20, re_entered=0)


def test_segments_that_are_defined_no_more_come_last() -> None:
    assert [flow.segment_id for flow in flows(MOVES, ["new"])] == ["new", "at-risk", "vip"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.sampled_from([None, "a", "b", "c"])] * 2, st.integers(1, 50), st.integers(0, 50)),
        unique_by=lambda pair: pair[:2],
    )
)
def test_nobody_is_lost_between_two_days(pairs: list[tuple[str | None, str | None, int, int]]) -> None:
    moves = [
        Move(first, last, customers, 0 if first == last else min(again, customers))
        for first, last, customers, again in pairs
        if first or last
    ]

    for flow in flows(moves):
        assert flow.at_end == flow.at_start - flow.left + flow.new + flow.re_entered
        assert flow.at_start == flow.stayed + flow.left
        assert 0 <= flow.new_customers <= flow.new
