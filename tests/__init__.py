"""Behaviour, stated as tests: a module for each room, the oracle, the strangers."""
