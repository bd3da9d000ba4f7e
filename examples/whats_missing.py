"""What of both lists is not in my folder, and where could I look for it?

python examples/whats_missing.py MUSIC
"""

from __future__ import annotations

import sys

import playlists
import soundtrack
from playlists.exporters.links import search_links


def main(music: str) -> None:
    """Print every item that does not play, with its state and searches: a search is not a match."""
    resolver = soundtrack.Resolver([soundtrack.providers.local(music)])
    for name in ("score", "bookmark"):
        done = playlists.resolve(playlists.load(f"never-let-me-go/{name}"), resolver)
        missing = [(position, item) for position, item in done.numbered() if item.location is None]
        print(f"{done.title}: {len(missing)} of {len(done.items)} are not in {music}")
        for position, item in missing:
            print(f"  {position}. {item.wanted.artist} - {item.wanted.title} ({item.status})")
            for service, address in search_links(item.wanted):
                print(f"     search {service}: {address}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python examples/whats_missing.py MUSIC")
    try:
        main(sys.argv[1])
    except soundtrack.SoundtrackError as err:
        sys.exit(str(err))
