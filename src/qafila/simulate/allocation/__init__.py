"""Allocation of a known total: people of a Flee folder under Flee's rules and under ours."""
