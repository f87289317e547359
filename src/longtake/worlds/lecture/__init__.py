"""Lectures about things that do not exist: slides, handwriting, programs, formulas, narration."""
