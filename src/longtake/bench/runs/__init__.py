"""Runs: a model, asked every question of a benchmark; each attempt kept, nothing scored twice."""
