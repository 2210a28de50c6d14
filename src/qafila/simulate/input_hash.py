"""Hash of everything that a run of a case rests on."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING

from qafila import __version__, tables
from qafila.simulate.reception import known_limits

if TYPE_CHECKING:
    from qafila.claims import Claim
    from qafila.simulate.scenario import Scenario
    from qafila.simulate.siege.particles import Particles
    from qafila.situation import Situation


def input_hash(situation: Situation, scenario: Scenario, posterior: Particles | None = None) -> str:
    """Hash of everything that a run rests on; what was not known on the day is not in it.

    Parameters
    ----------
    situation : Situation
        What is known.
    scenario : Scenario
        What is simulated; threads do not count.
    posterior : Particles, optional
        Where the draws come from, if not from priors.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    digest = hashlib.blake2b(digest_size=32)
    for frame, key in (
        (known_limits(situation.network.locations, situation.as_of), "location_id"),
        (situation.network.routes, "route_id"),
        (situation.parameters, "parameter"),
        (situation.stocks, "source"),
        (situation.observations, "observation_id"),
    ):
        lines = sorted(tables.write_text(frame.sort_values(key, kind="stable")).splitlines())
        digest.update("\n".join(lines).encode())
    for corridor in situation.corridors:
        digest.update(f"{corridor.corridor_id} {corridor.route_indices}".encode())
    for claim in sorted(map(_named, situation.ledger.claims)):
        digest.update(claim.encode())
    settings = {key: value for key, value in asdict(scenario).items() if key != "threads"}
    digest.update(f"{__version__} {situation.as_of} {situation.undisturbed} {settings}".encode())
    if posterior is not None:
        digest.update(posterior.key.encode())
    return digest.hexdigest()


def _named(claim: Claim) -> str:
    """What makes two claims the same: a correction leaves the identifier as it was."""
    return claim.claim_id + (claim.review.review_id if claim.review else "")
