"""The story: a small town seen by cameras, with people who act for reasons."""
