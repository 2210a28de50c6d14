"""People of a Flee folder as counts: one day, one member, many members, by the rules of Flee."""
