"""Each benchmark's own published rule, bit for bit, its quirks included and named."""
