"""Orders become other orders by few requests, whatever the orders are, and however often the way is cut short."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playlists.publish import steps
from playlists.publish.base import Change

MOST = 3
orders = st.lists(st.sampled_from("abcde"), max_size=14)


def applied(have: Sequence[str], changes: Sequence[Change]) -> list[str]:
    now = list(have)
    for change in changes:
        assert len(change.uris) <= MOST
        match change.verb:
            case "replace":
                now = list(change.uris)
            case "insert":
                assert change.uris
                assert change.at <= len(now)
                now[change.at : change.at] = change.uris
            case "delete":
                assert 0 < change.count <= len(now) - change.at
                del now[change.at : change.at + change.count]
            case _:
                raise AssertionError(change)
    return now


@given(orders, orders)
def test_every_way_leads_to_the_wanted_order(have: list[str], want: list[str]) -> None:
    assert applied(have, steps.replacing(want, MOST)) == want
    assert applied(have, steps.editing(have, want, MOST)) == want


@given(orders, st.data())
def test_what_has_only_grown_is_inserted_and_can_be_cut_short_anywhere(want: list[str], data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(want), max_size=len(want)))
    have = [uri for uri, stays in zip(want, kept, strict=True) if stays]
    changes = steps.inserting(have, want, MOST)
    assert changes is not None
    assert applied(have, changes) == want
    for cut in range(len(changes)):
        begun = applied(have, changes[:cut])
        rest = steps.inserting(begun, want, MOST)
        assert rest is not None
        assert applied(begun, rest) == want


@given(orders, orders)
def test_insertions_alone_are_not_offered_where_something_has_to_go(have: list[str], want: list[str]) -> None:
    rest = iter(want)
    grown = all(uri in rest for uri in have)
    assert (steps.inserting(have, want, MOST) is not None) == grown


@given(orders, orders)
def test_editing_never_costs_more_than_starting_anew(have: list[str], want: list[str]) -> None:
    assert len(steps.editing(have, want, MOST)) <= (1 if have else 0) + -(-len(want) // MOST)


@pytest.mark.parametrize(
    ("have", "want", "requests"),
    [("abc", "abc", 0), ("abc", "abcd", 1), ("abc", "xabc", 1), ("abc", "abcdefg", 2), ("", "ab", 1), ("ab", "", None)],
)
def test_what_did_not_change_costs_nothing_and_what_was_added_little(
    have: str, want: str, requests: int | None
) -> None:
    found = steps.inserting(have, want, MOST)
    assert (None if found is None else len(found)) == requests


@given(orders, orders)
def test_the_difference_names_what_goes_and_what_comes(have: list[str], want: list[str]) -> None:
    rows = steps.difference(have, want)
    gone = {old for sign, old, _ in rows if sign == "-"}
    come = {new for sign, _, new in rows if sign == "+"}
    stays = [uri for place, uri in enumerate(have) if place not in gone]
    assert stays == [uri for place, uri in enumerate(want) if place not in come]
