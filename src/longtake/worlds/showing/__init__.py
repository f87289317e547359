"""Showing: pictures of what a made folder holds."""
