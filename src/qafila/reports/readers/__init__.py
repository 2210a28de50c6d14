"""Tables that other providers publish, read row by row into claims; loaded when used."""
