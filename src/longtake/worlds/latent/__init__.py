"""Latent state: operations are seen, what they change is not (VideoReasonBench, 2505.23359)."""
