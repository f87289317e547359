"""Longtake: understand video of any length, with evidence that a person can check."""
