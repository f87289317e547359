"""Any world while it runs: questions on the time line, about the past, the present, the future."""
