"""Benchmarks, metrics, runs and reports: how good an answer was, never how it was reached."""
