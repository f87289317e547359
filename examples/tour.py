"""A tour of Longtake in Python, on the sample beside this file: `python examples/tour.py`."""

from pathlib import Path
from tempfile import mkdtemp

import longtake as lt

HERE = Path(__file__).parent
OUT = Path(mkdtemp(prefix="longtake-tour-"))

video = lt.index(HERE / "sample.mp4", library=OUT / "library")
print(f"{video.info.name}: {video.info.duration_s:.0f} s, {video.coverage.seen}")

answer = video.ask("What does the project cost?")
print(f"\n{answer.text}  ({answer.confidence:.0%})")
for piece in answer.evidence:
    print(f"  {piece.span}  {piece.kind}  {piece.quote!r}  verified: {piece.verified}")

options = ["2019", "2024", "2027", "2030"]
answer = video.ask("Which year is on the roadmap slide?", options)
print(f"\nroadmap year: {None if answer.choice is None else options[answer.choice]}")

answer = video.ask("Who wrote the theme music?")
print(f"\nabstained: {answer.abstained}; not perceived: {list(answer.missing)}")

print("\nthe slide about risks:")
for moment in video.ground("the slide about risks", limit=2):
    print(f"  {moment.span}  {moment.hits[0].observation.text!r}")

print("\nwritten in the first twenty seconds:")
for seen in video.observations("text", span=lt.Span(0, 20)):
    print(f"  {seen.span}  {' / '.join(seen.text.splitlines())}")

print(f"\n{video.show(OUT / 'storyboard.html')}\n{video.sheet(OUT / 'sheet.png')}")
