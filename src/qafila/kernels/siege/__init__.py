"""One day's balance of commodities in cities that are supplied over corridors under attack."""
