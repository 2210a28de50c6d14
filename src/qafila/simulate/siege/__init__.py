"""A city under siege: what the siege kernel needs, from a situation, and what its draws say."""
