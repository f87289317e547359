"""Needles in haystacks of any length, and the splicing that makes them without storing them twice.

After VNBench (Zhao et al. 2024, "Needle In A Video Haystack", arXiv 2406.09367).
"""
