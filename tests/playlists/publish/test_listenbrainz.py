"""ListenBrainz: recordings by MBID, scenes as annotation, and a token that is never told."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from werkzeug.wrappers import Response

from playlists.exporters.base import ExportOptions
from playlists.models import Playlist
from playlists.publish import service
from playlists.publish.listenbrainz import ListenBrainzService
from playlists.publish.memory import Remembered
from playlists.publish.run import carry_out, plan
from soundtrack.errors import ProviderAuthError, ProviderError, UsageError
from soundtrack.providers._listenbrainz import ListenBrainz
from soundtrack.story import Tie
from tests.playlists.making import STORY
from tests.playlists.publish.lists import QUICK, a_list, listenbrainz_account, mbid_uri
from tests.replicas import _server
from tests.replicas._server import Exchange, unreachable_url
from tests.replicas.listenbrainz import OTHER_TOKEN, TOKEN, ListenBrainzReplica, bad_token, too_many


@pytest.fixture(scope="module")
def _replica() -> Iterator[ListenBrainzReplica]:
    with ListenBrainzReplica() as replica:
        yield replica


@pytest.fixture
def replica(_replica: ListenBrainzReplica) -> ListenBrainzReplica:
    _replica.heal()
    _replica.forget()
    _replica.playlists.clear()
    return _replica


@pytest.fixture
def there(replica: ListenBrainzReplica) -> ListenBrainzService:
    return ListenBrainzService(lambda: listenbrainz_account(replica))


def published(there: ListenBrainzService, playlist: Playlist, options: ExportOptions | None = None) -> str:
    remembered = Remembered(there.name, "a/list")
    target = there.target(playlist, options or ExportOptions())
    return carry_out(plan(target, there, remembered), there, remembered).id


def tied(playlist: Playlist, *scenes: str) -> Playlist:
    ties = [(Tie(scene=scene, basis="author", why="It says so."),) for scene in scenes]
    return playlist.replace(items=tuple(item.replace(ties=one) for item, one in zip(playlist.items, ties, strict=True)))


def test_the_scenes_are_the_annotation(replica: ListenBrainzReplica, there: ListenBrainzService) -> None:
    playlist = tied(a_list([mbid_uri(1), mbid_uri(2)], note="A & B"), "film/the-hall", "film/the-letter")
    made = published(there, playlist, ExportOptions(story=STORY))
    annotation = replica.playlists[made].annotation
    assert annotation.startswith("<p>A &amp; B</p><ul><li><b>Film, part 1 (Snow): The hall</b> Piece 0001</li>")
    assert "The letter" in annotation


def test_another_note_is_one_edit_that_keeps_collaborators_and_who_may_see_it(
    replica: ListenBrainzReplica, there: ListenBrainzService
) -> None:
    made = published(there, a_list([mbid_uri(1)], note="Before"))
    assert replica.playlists[made].public is False
    replica.playlists[made].collaborators = ["a-friend"]
    replica.playlists[made].public = True
    replica.forget()
    published(there, a_list([mbid_uri(1)], note="After"))
    assert replica.writes == [f"/1/playlist/edit/{made}"]
    assert (replica.playlists[made].annotation, replica.playlists[made].collaborators) == ("<p>After</p>", ["a-friend"])
    assert replica.playlists[made].public is True


def test_an_annotation_that_comes_back_in_other_signs_costs_no_write(
    replica: ListenBrainzReplica, there: ListenBrainzService
) -> None:
    made = published(there, a_list([mbid_uri(1)], note='Tom & "Ruth"'))
    replica.playlists[made].annotation = "<p>Tom &#38; &quot;Ruth&quot;</p>\n"
    replica.forget()
    published(there, a_list([mbid_uri(1)], note='Tom & "Ruth"'))
    assert replica.writes == []


def test_what_has_no_recording_is_left_out_and_named(there: ListenBrainzService) -> None:
    target = there.target(a_list([mbid_uri(1), None, "spotify:track:0000000000000000000001"]), ExportOptions())
    assert target.uris == (mbid_uri(1),)
    assert [left.position for left in target.left_out] == [2, 3]


def test_hidden_items_are_left_out_without_their_titles(there: ListenBrainzService) -> None:
    playlist = a_list([mbid_uri(1), mbid_uri(2)])
    hidden = playlist.replace(items=(playlist.items[0], playlist.items[1].replace(masked=True)))
    target = there.target(hidden, ExportOptions())
    assert target.uris == (mbid_uri(1),)
    assert [(left.title, left.why) for left in target.left_out] == [("Hidden item 2", "it is hidden")]
    assert "0002" not in target.description


def test_a_playlist_of_somebody_else_is_not_changed(replica: ListenBrainzReplica, there: ListenBrainzService) -> None:
    theirs = ListenBrainzService(lambda: listenbrainz_account(replica, OTHER_TOKEN))
    made = published(theirs, a_list([mbid_uri(1)]), ExportOptions(public=True))
    target, remembered = there.target(a_list([mbid_uri(2)]), ExportOptions()), Remembered("listenbrainz", "b/list")
    planned = plan(target, there, remembered, onto=there.parse(f"https://listenbrainz.org/playlist/{made}/"))
    with pytest.raises(ProviderAuthError, match="somebody else"):
        carry_out(planned, there, remembered)
    assert replica.playlists[made].recordings == [mbid_uri(1)[-36:]]


def test_an_address_of_another_service_is_refused(there: ListenBrainzService) -> None:
    for wrong in ("spotify:playlist:0000000000000000000001", "https://listenbrainz.org/playlist/", "mine"):
        with pytest.raises(UsageError, match="no ListenBrainz playlist"):
            there.parse(wrong)


def test_its_own_way_to_say_wait_is_obeyed(replica: ListenBrainzReplica, there: ListenBrainzService) -> None:
    replica.fail(too_many(1), at=1)
    published(there, a_list([mbid_uri(1)]))
    first, second = replica.seen[:2]
    assert first.path == second.path == "/1/playlist/create"
    assert second.started - first.started >= 1
    assert len(replica.playlists) == 1


def test_a_write_whose_fate_is_unknown_is_not_sent_twice(
    replica: ListenBrainzReplica, there: ListenBrainzService
) -> None:
    replica.fail(_server.status(502), at=1)
    with pytest.raises(ProviderError):
        published(there, a_list([mbid_uri(1)]))
    assert replica.writes == ["/1/playlist/create"]


def published_anywhere() -> None:
    there = service("listenbrainz")
    assert isinstance(there, ListenBrainzService)
    published(there, a_list([mbid_uri(1)]))


def test_without_a_token_or_with_a_wrong_one_the_person_is_told_where_it_is(
    replica: ListenBrainzReplica, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ProviderAuthError, match=r"LISTENBRAINZ_TOKEN.*settings"):
        published_anywhere()
    monkeypatch.setenv("LISTENBRAINZ_TOKEN", "two words\r\nEvil: 1")
    with pytest.raises(ProviderAuthError, match="LISTENBRAINZ_TOKEN") as caught:
        published_anywhere()
    assert "Evil" not in str(caught.value)
    with pytest.raises(ProviderAuthError, match="LISTENBRAINZ_TOKEN"):
        published(ListenBrainzService(lambda: ListenBrainz("wrong", replica.url, bounds=QUICK)), a_list([mbid_uri(1)]))


def test_the_address_can_be_moved(replica: ListenBrainzReplica, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LISTENBRAINZ_TOKEN", TOKEN)
    monkeypatch.setenv("PLAYLISTS_LISTENBRAINZ_URL", f"{replica.url}/")
    published_anywhere()
    assert len(replica.playlists) == 1


def echo(exchange: Exchange) -> Response:
    """An error that says the token it was sent."""
    return _server.as_json({"code": 400, "error": f"not for {exchange.seen.headers['Authorization']}"}, 400)


@pytest.mark.parametrize("failure", [None, echo, bad_token(), _server.cut(), _server.garbled("<")])
def test_the_token_is_in_no_log_error_or_repr(
    replica: ListenBrainzReplica,
    there: ListenBrainzService,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    failure: _server.Failure | None,
) -> None:
    caplog.set_level(logging.DEBUG)
    told = [repr(there)]
    if failure is not None:
        replica.fail(failure)
    try:
        published(there, a_list([mbid_uri(1)]))
    except ProviderError as err:
        told += [str(err), repr(err)]
    told += [caplog.text, *capfd.readouterr()]
    assert "127.0.0.1" in caplog.text, "the log shows nothing at all"
    assert not [text for text in told if TOKEN in text]


def test_unreachable_is_one_of_our_errors() -> None:
    nowhere = ListenBrainzService(lambda: ListenBrainz(TOKEN, unreachable_url(), bounds=QUICK))
    with pytest.raises(ProviderError, match=r"^listenbrainz: .*refused"):
        published(nowhere, a_list([mbid_uri(1)]))
