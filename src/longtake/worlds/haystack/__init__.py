"""Long films in which a question needs one to five frames, and the scoring of a search for them.

After LV-Haystack (Ye et al. 2025, "Re-thinking Temporal Search for Long-Form Video Understanding",
arXiv 2504.02259).
"""
