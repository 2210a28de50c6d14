"""A city under siege: the danger on its corridors, from what is reported."""
