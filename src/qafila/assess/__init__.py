"""Assessment: how bad it is, why, according to whom, what is not known, and what has changed."""
