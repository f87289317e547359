"""Known amounts of known faults in any video, and questions about the quality of its picture."""
