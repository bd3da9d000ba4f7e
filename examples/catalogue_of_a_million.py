"""Build a made-up canonical dump of a million recordings, and match lines with slips against it.

python examples/catalogue_of_a_million.py FOLDER [ROWS]
"""

from __future__ import annotations

import csv
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import soundtrack
from soundtrack import catalogue
from soundtrack.matching.bulk import Query

HEADERS = ["id", "artist_credit_name", "release_name", "recording_mbid", "recording_name", "score"]
LINES = 2000


def recording(number: int) -> tuple[str, str, str]:
    """A made-up artist, release and title; the same number gives the same every time."""
    chance = random.Random(number)
    words = [
        "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))
        for _ in range(6)
    ]
    artist = "".join(random.Random(number // 9).choices("bdklmnrst aeiou", k=12)).strip().title()
    return artist, words[0].title(), " ".join(words[1 : chance.randint(3, 6)]).title()


def lines(rows: int) -> Iterator[Query]:
    """Lines that ask for rows, each with a letter lost; its id is the row's number."""
    for _ in range(LINES):
        number = random.randrange(rows)
        artist, _, title = recording(number)
        place = random.randrange(len(title))
        yield Query(str(number), title[:place] + title[place + 1 :], artist)


def main(folder: str, rows: int) -> None:
    """Write the dump, build the catalogue, match."""
    dump, index = Path(folder) / "canonical_musicbrainz_data.csv", Path(folder) / "made_up.catalogue"
    with dump.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        for number in range(rows):
            artist, release, title = recording(number)
            writer.writerow((number, artist, release, f"00000000-0000-4000-8000-{number:012d}", title, number))
    began = time.process_time()
    catalogue.build(index, dump)
    print(f"{rows} rows: {time.process_time() - began:.1f} s of CPU, {index.stat().st_size / 2**20:.1f} MiB")
    with soundtrack.Catalogue.open(index) as built:
        began = time.process_time()
        answers = list(built.answers(lines(rows)))
        seconds = time.process_time() - began
    right = sum(one.match_id is not None and int(one.match_id[-12:]) == int(one.id) for one in answers)
    print(f"{LINES} lines: {LINES / seconds:.0f} a second, {right / LINES:.1%} found")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python examples/catalogue_of_a_million.py FOLDER [ROWS]")
    try:
        main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) == 3 else 1_000_000)
    except (soundtrack.SoundtrackError, OSError, ValueError) as err:
        sys.exit(str(err))
