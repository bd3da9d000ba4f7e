"""What the fields we read are called in each kind of tag, as MusicBrainz Picard writes them.

https://picard-docs.musicbrainz.org/en/appendices/tag_mapping.html
"""

from __future__ import annotations

# Field: ID3, Vorbis comment, MP4, ASF, APEv2; in lower case where case does not matter.
_NAMES: dict[str, tuple[str, str, str, str, str]] = {
    "title": ("TIT2", "title", "\xa9nam", "Title", "title"),
    "artist": ("TPE1", "artist", "\xa9ART", "Author", "artist"),
    "artists": ("TXXX:artists", "artists", "artists", "WM/ARTISTS", "artists"),
    "album": ("TALB", "album", "\xa9alb", "WM/AlbumTitle", "album"),
    "album_artist": ("TPE2", "albumartist", "aART", "WM/AlbumArtist", "album artist"),
    "composer": ("TCOM", "composer", "\xa9wrt", "WM/Composer", "composer"),
    "track": ("TRCK", "tracknumber", "trkn", "WM/TrackNumber", "track"),
    "disc": ("TPOS", "discnumber", "disk", "WM/PartOfSet", "disc"),
    "isrc": ("TSRC", "isrc", "isrc", "WM/ISRC", "isrc"),
    "recording": (
        "UFID:http://musicbrainz.org",
        "musicbrainz_trackid",
        "musicbrainz track id",
        "MusicBrainz/Track Id",
        "musicbrainz_trackid",
    ),
    "track_on_release": (
        "TXXX:musicbrainz release track id",
        "musicbrainz_releasetrackid",
        "musicbrainz release track id",
        "MusicBrainz/Release Track Id",
        "musicbrainz_releasetrackid",
    ),
    "release": (
        "TXXX:musicbrainz album id",
        "musicbrainz_albumid",
        "musicbrainz album id",
        "MusicBrainz/Album Id",
        "musicbrainz_albumid",
    ),
    "release_group": (
        "TXXX:musicbrainz release group id",
        "musicbrainz_releasegroupid",
        "musicbrainz release group id",
        "MusicBrainz/Release Group Id",
        "musicbrainz_releasegroupid",
    ),
    "artist_ids": (
        "TXXX:musicbrainz artist id",
        "musicbrainz_artistid",
        "musicbrainz artist id",
        "MusicBrainz/Artist Id",
        "musicbrainz_artistid",
    ),
}

ID3_FIELDS, VORBIS_FIELDS, MP4_FIELDS, ASF_FIELDS, APE_FIELDS = (
    {names[kind]: field for field, names in _NAMES.items()} for kind in range(5)
)
"""Name in the tag to our field. Of ID3's user-defined texts the description is in lower case, as are the
names of MPEG-4's freeform atoms, which have more than four characters."""

APPLE = "----:com.apple.itunes:"
"""Before the name of a freeform atom, in lower case."""
