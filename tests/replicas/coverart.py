"""The Cover Art Archive over the made-up catalogue: a list of images, and redirects to them.

https://musicbrainz.org/doc/Cover_Art_Archive/API. Official releases have a front cover, others have nothing.
"""

from __future__ import annotations

import re

from werkzeug.wrappers import Response

from tests.replicas._server import Replica, Seen, as_json
from tests.replicas.catalogue import Catalogue, never_let_me_go

_PATH = re.compile(r"/release/([0-9a-f-]{36})/?(front(?:-(?:250|500|1200))?)?/?")


class CoverArtReplica(Replica):
    """The archive."""

    def __init__(self, catalogue: Catalogue | None = None, *, port: int = 0) -> None:
        super().__init__(port=port)
        releases = (never_let_me_go() if catalogue is None else catalogue).releases
        self._with_front = {release.mbid for release in releases if release.status == "Official"}

    def answer(self, seen: Seen) -> Response:
        """List a release's images, lead to its front cover, or 404."""
        image = re.fullmatch(r"/made-up-image/([0-9a-f-]{36})\.png", seen.path)
        if image is not None and image[1] in self._with_front:
            return Response(b"\x89PNG\r\n\x1a\n made up", content_type="image/png")
        found = _PATH.fullmatch(seen.path)
        if found is None or found[1] not in self._with_front:
            return Response("<title>404 Not Found</title>", status=404, content_type="text/html")
        address = f"{self.url}/made-up-image/{found[1]}.png"
        if found[2]:
            return Response(status=307, headers={"Location": address})
        front = {
            "approved": True,
            "front": True,
            "back": False,
            "id": "1",
            "image": address,
            "thumbnails": {"250": address, "500": address, "1200": address},
            "types": ["Front"],
        }
        return as_json({"images": [front], "release": f"https://musicbrainz.org/release/{found[1]}"})
