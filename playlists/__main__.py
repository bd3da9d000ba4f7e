"""``python -m playlists``: the command."""

import sys

from playlists.cli import main

sys.exit(main())
