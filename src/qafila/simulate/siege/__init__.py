"""A city under siege: danger on its corridors, inputs of its stocks, and what the draws say."""
