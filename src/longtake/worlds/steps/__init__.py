"""Steps: procedures with a goal, whose clips are shuffled, missing or out of place (VCRBench)."""
