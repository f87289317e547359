"""How to reach an answer: strategies, the second look, the trace. Knows no model and no store."""
