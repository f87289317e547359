"""Asking: what is put to a model, under which control and by which strategy, and what is said."""
