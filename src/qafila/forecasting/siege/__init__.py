"""A city under siege: what is expected of it, how sure that is, and what changes would make."""
