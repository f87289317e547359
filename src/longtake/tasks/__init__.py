"""What users ask for: an answer, a moment, a search. Knows not how any of it is shown."""
