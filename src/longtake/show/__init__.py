"""Pages and pictures for people: the storyboard, the evidence, the contact sheet.

Knows how things are shown, and nothing of how any of them was found.
"""
