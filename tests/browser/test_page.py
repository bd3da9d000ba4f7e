from __future__ import annotations

from pathlib import Path

import pytest

from playlists.exporters import render
from playlists.exporters.base import ExportOptions
from playlists.library import load, with_scenes
from playlists.masking import masked_story, upto
from playlists.models import Playlist, PlaylistItem
from soundtrack.models import Candidate, Evidence, Recording, Release, Resolution, Similarity
from soundtrack.place import Place, parse, seen
from soundtrack.stories import load_story
from soundtrack.story import Story
from tests.browser.conftest import Browser

PAGES = ("score", "bookmark", "masked", "plain")


@pytest.fixture(scope="session")
def story() -> Story:
    return load_story("never-let-me-go")


def resolved(item: PlaylistItem, number: int) -> PlaylistItem:
    """Every third item found and playing, so that players, evidence and covers are on the page too."""
    if number % 3:
        return item
    mbid = f"00000000-0000-4000-8000-{number:012}"
    candidate = Candidate(
        provider="musicbrainz",
        recording=Recording(title=item.wanted.title, mbid=mbid),
        release=Release(title="Release", mbid=mbid),
    )
    evidence = (Evidence(field="title", text="the same title", weight=4.0),)
    found = Resolution(
        state="matched",
        candidate=candidate,
        confidence=0.98,
        similarity=Similarity(value=0.98, intercept=0.0, evidence=evidence),
        location=f"file:///music/{number}.mp3",
    )
    return item.replace(resolution=found)


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory, story: Story) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    score = load("never-let-me-go/score")
    score = score.replace(items=tuple(resolved(item, number) for number, item in score.numbered()))
    fan = load("never-let-me-go/bookmark")
    place = parse("film:the-ball-beyond-the-fence", story)
    masked = upto(with_scenes(score, story), story, place)
    plain = fan.replace(story=None, items=tuple(item.replace(ties=()) for item in fan.items))
    made: dict[str, tuple[Playlist, ExportOptions]] = {
        "score": (score, ExportOptions(story=story, folder=str(folder))),
        "bookmark": (fan, ExportOptions(story=story)),
        "masked": (masked, ExportOptions(story=masked_story(story, place, [masked]), upto=str(place))),
        "plain": (plain, ExportOptions()),
    }
    for name, (playlist, options) in made.items():
        (folder / f"{name}.html").write_text(render(playlist, "html", options).text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_the_page_fits_says_nothing_to_the_console_and_asks_for_nothing(
    browser: Browser, pages: dict[str, Path], name: str, width: int, dark: bool
) -> None:
    browser.open(pages[name], width, dark)
    assert browser.run("return document.documentElement.scrollWidth") <= width
    console, asked = browser.logs()
    assert console == []
    assert [url for url in asked if not url.startswith("data:")] == [pages[name].as_uri()]  # Chromium's own icons


@pytest.mark.parametrize(
    ("name", "screen"),
    [(name, (1280, False)) for name in PAGES]
    + [("score", (1280, True)), ("masked", (1280, True)), ("score", (390, False))],
)
def test_axe_finds_nothing(
    browser: Browser, pages: dict[str, Path], axe: str, name: str, screen: tuple[int, bool]
) -> None:
    browser.open(pages[name], *screen)
    browser.run("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    browser.run(axe + "; window.axe = axe;")
    violations = browser.driver.execute_async_script(
        "const done = arguments[0]; axe.run().then(found => done(found.violations.map("
        "one => [one.id, one.help, one.nodes.map(node => node.html).slice(0, 3)])));"
    )
    assert violations == []


@pytest.mark.parametrize(("width", "shape"), [(1280, "wide"), (390, "narrow")])
def test_the_drawing_fits_the_screen(browser: Browser, pages: dict[str, Path], width: int, shape: str) -> None:
    browser.open(pages["score"], width)
    assert browser.visible(".map", "class") == [f"map {shape}"]
    smallest = browser.run(
        "const svg = [...document.querySelectorAll('.map svg')].find(one => one.getClientRects().length);"
        "const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;"
        "return Math.min(...[...svg.querySelectorAll('text')].map(one => parseFloat(getComputedStyle(one).fontSize))) * scale;"
    )
    assert smallest >= 9.5


def test_i_am_here_hides_what_the_library_hides(browser: Browser, pages: dict[str, Path], story: Story) -> None:
    score = load("never-let-me-go/score")
    browser.open(pages["score"])
    for scene in story.scenes:
        choose(browser, scene.ref)
        place = Place(scene.telling, scene=scene.id)
        assert set(browser.visible("article", "data-scene")) == seen(story, place), str(place)
        masked = upto(score, story, place)
        shown = {item.id for item in masked.items if not item.masked}
        assert {one.removeprefix("item--") for one in browser.visible(".entry:has(h3:not(.gone *))", "id")} == shown
        assert {one.removeprefix("#item--") for one in browser.visible(".wide .pill", "href")} == shown


def test_i_am_here_leaves_no_word_of_what_is_later(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["score"])
    assert "We All Complete" in browser.run("return document.body.innerText")
    choose(browser, "film/the-sale")
    main = browser.run("document.getElementById('here').remove(); return document.body.innerText")
    for word in ("We All Complete", "Souls At All", "completes", "deferral", "dies", "Kathy Watches"):
        assert word.lower() not in main.lower()


def choose(browser: Browser, ref: str) -> None:
    browser.run(
        "const place = document.getElementById('place'); place.value = arguments[0];"
        "place.dispatchEvent(new Event('change'));",
        ref,
    )


def test_the_place_is_chosen_with_the_keyboard_and_announced(browser: Browser, pages: dict[str, Path]) -> None:
    from selenium.webdriver.common.keys import Keys

    browser.open(pages["score"])
    select = browser.driver.find_element("id", "place")
    select.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    assert browser.run("return document.querySelector('output').textContent").startswith("3 of 44 scenes shown")
    select.send_keys(Keys.HOME)
    assert len(browser.visible("article", "data-scene")) == 44


def test_every_link_and_control_can_be_reached_and_its_focus_is_seen(browser: Browser, pages: dict[str, Path]) -> None:
    from selenium.webdriver.common.keys import Keys

    browser.open(pages["masked"])
    body = browser.driver.find_element("tag name", "body")
    body.send_keys(Keys.TAB)
    assert browser.run("return document.activeElement.className") == "skip"
    controls = browser.run(
        "return [...document.querySelectorAll('a, select, summary, audio')]"
        ".filter(one => one.getClientRects().length).length"
    )
    states = []
    while len(states) < 2 * controls and (not states or states[-1]):
        body.send_keys(Keys.TAB) if not states else browser.driver.switch_to.active_element.send_keys(Keys.TAB)
        states.append(
            browser.run(
                "const one = document.activeElement; if (one === document.body) return null;"
                "const shown = one.tagName === 'AUDIO' || getComputedStyle(one).outlineStyle !== 'none';"
                "return shown ? 'shown' : one.outerHTML;"
            )
        )
    reached = [state for state in states if state]
    assert set(reached) == {"shown"}
    assert len(reached) >= controls - 1  # less the link that the first key has reached


def test_without_scripts_everything_is_there_and_no_dead_control(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["score"], scripts=False)
    try:
        assert len(browser.visible("article", "data-scene")) == 44
        assert browser.visible("#here", "id") == []
    finally:
        browser.command("Emulation.setScriptExecutionDisabled", value=False)


def test_on_paper_there_are_no_controls_and_the_wide_drawing(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["score"], 700, media="print")
    assert browser.visible("nav, #here, audio, .skip", "id") == []
    assert browser.visible(".map", "class") == ["map wide"]
    assert len(browser.visible("article", "data-scene")) == 44


def test_pointing_at_music_lights_its_ties(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["score"])
    browser.run(
        "document.querySelector('.wide .pill[href=\"#item--the-boat\"] rect')"
        ".dispatchEvent(new Event('mouseover', {bubbles: true}))"
    )
    lit = browser.visible(".wide .tie.on", "data-to")
    assert sorted(lit) == ["#scene--film--the-boat-on-the-beach", "#scene--novel--the-boat"]
