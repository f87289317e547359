"""Worlds: videos made here, of which everything is known.

A world plans films (`world`), each film says at any time what is to be seen (`stage`), a painter
draws that, and the truth (`truth`) and the questions (`questions`) are derived from the same plan.
Knows nothing of the engine that is measured on them.
"""
