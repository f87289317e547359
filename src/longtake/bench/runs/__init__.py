"""Runs: every question of a benchmark, asked; each attempt kept, nothing scored twice."""
