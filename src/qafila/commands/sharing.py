"""Write reviews to a file for others, and store those of others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from qafila.cards import count
from qafila.commands.review import known_of
from qafila.errors import InputError, Problem
from qafila.files import write_whole
from qafila.reviews import review_record

if TYPE_CHECKING:
    from pathlib import Path

    from qafila.api import OpenCase
    from qafila.ledger.review_book import ReviewBook, Shared

_LARGEST_BYTES = 50_000_000


def shared_lines(shared: Shared) -> list[str]:
    """What came of an import, for people.

    Parameters
    ----------
    shared : Shared
        From `import_reviews`.

    Returns
    -------
    list of str
        One line, or two.

    Examples
    --------
    >>> from qafila.ledger.review_book import Shared
    >>> shared_lines(Shared(added=2, already=1))
    ['2 reviews added, 1 known already']
    """
    lines = [f"{count(shared.added, 'review')} added, {shared.already} known already"]
    if shared.unknown:
        lines.append(
            f"{shared.unknown} left out: this ledger has never held their claims; read the same "
            "reports with the same version first, then import again"
        )
    return lines


def export_reviews(opened: OpenCase, path: Path) -> int:
    """Write all reviews, one JSON object a line, so that others can import them.

    Parameters
    ----------
    opened : OpenCase
        The case.
    path : Path
        The file.

    Returns
    -------
    int
        How many.
    """
    reviews = opened.store.reviews.all()
    lines = (json.dumps(review_record(one), ensure_ascii=False) + "\n" for one in reviews)
    write_whole(path, "".join(lines))
    return len(reviews)


def import_reviews(opened: OpenCase, path: Path) -> Shared:
    """Store the reviews of a file that `export_reviews` wrote: all of them, or none.

    Parameters
    ----------
    opened : OpenCase
        The case.
    path : Path
        The file.

    Returns
    -------
    Shared
        How many were new, already known, or speak of nothing that the ledger holds.

    Raises
    ------
    InputError
        If the file cannot be read, or any review in it is wrong; all faults are named.
    """
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise InputError(Problem(str(path), "is too large to be a file of reviews"))
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeError) as error:
        told = getattr(error, "strerror", None) or "is not UTF-8 text"
        raise InputError(Problem(str(path), f"cannot be read ({told})")) from error
    given, problems = [], []
    for row, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            given.append((f"{path.name}, row {row}", json.loads(line)))
        except (ValueError, RecursionError):
            problems.append(Problem(path.name, "is not a JSON object", row))
    if problems:
        raise InputError(problems)
    book: ReviewBook = opened.store.reviews
    return book.add(given, known_of(opened))
