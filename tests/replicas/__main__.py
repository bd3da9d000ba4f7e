"""Start a replica by hand: ``python -m tests.replicas musicbrainz --port 8080``."""

from __future__ import annotations

import argparse
import contextlib
import importlib

REPLICAS = {
    "musicbrainz": "MusicBrainzReplica",
    "coverart": "CoverArtReplica",
    "spotify": "SpotifyReplica",
    "deezer": "DeezerReplica",
    "listenbrainz": "ListenBrainzReplica",
}
"""Module of this folder, and its class."""


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tests.replicas", description=__doc__)
    parser.add_argument("service", choices=REPLICAS)
    parser.add_argument("--port", type=int, default=0, help="a free one unless named")
    args = parser.parse_args()
    module = importlib.import_module(f"tests.replicas.{args.service}")
    replica = getattr(module, REPLICAS[args.service])(port=args.port)
    print(f"{args.service} replica on {replica.url} (made-up data; Ctrl-C ends it)", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        replica.serve_until_interrupted()


if __name__ == "__main__":
    main()
