"""Reports of bench runs: what they score, how far that can be trusted, and every reply to look at.

replies   a run as it is read          scores    how much is right
trust     controls, confidence, evidence
figures   all of one run               several   what tells runs apart
words     the sentences                plots     the pictures of figures
markdown, tables, page                 the formats
browser   the samples, for the page    pictures  what was shown
"""

from longtake.bench.reports.pictures import pictures_of
from longtake.bench.reports.report import FORMATS, Format, difference, report

__all__ = ["FORMATS", "Format", "difference", "pictures_of", "report"]
