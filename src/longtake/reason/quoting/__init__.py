"""How `quote` reads: what a question asks, which lines answer it, how sure that is."""
