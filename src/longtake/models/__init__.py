"""Models that Longtake can use: embedders and chat models. Knows nothing of strategies."""
