"""Several synchronised cameras over one town, on one day or on several."""
