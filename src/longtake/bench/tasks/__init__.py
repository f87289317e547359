"""One file a benchmark: its own files, read; its rules are elsewhere."""
