"""The memory of a library: keeps Observations, finds them again. Knows no pictures, no models."""
