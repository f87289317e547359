"""Seeing: turns a picture back into what is to be seen in it, from the pixels alone."""
