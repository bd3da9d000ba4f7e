"""The user's own music: read tags, keep an index, answer from it.

``scan`` looks at folders and keeps the index up to date; :class:`~soundtrack.library.index.Library` answers.
"""
