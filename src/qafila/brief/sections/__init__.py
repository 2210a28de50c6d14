"""Sections of the brief, one module each; each takes a `Context` and gives a `Section`."""
