"""Drawing: turns what is to be seen at a moment into a picture."""
