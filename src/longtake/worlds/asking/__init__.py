"""Asking: turns drafts into questions with options, and certifies them."""
