"""Making: turns planned films into a folder of videos, truth and questions."""
