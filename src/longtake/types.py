"""The nouns: what was seen, when, and what may be claimed from it.

Frozen value types, checked when made. They know nothing of files, databases or models, so every
room of the package can share them. All times are seconds on the player's clock (what a player
shows when it is there: 0 is the start of the file as played); all spans are half-open; all boxes
are fractions of the upright picture.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    import numpy as np

Kind = Literal[
    "file",
    "gap",
    "shot",
    "signature",
    "subtitle",
    "text",
    "speech",
    "sound",
    "caption",
    "object",
    "person",
    "event",
    "summary",
]
"""What sort of thing an Observation is. `file` is a fact from the container, `gap` a stretch that
could not be read, `sound` something heard that is not words (voice activity among it)."""

KINDS: tuple[Kind, ...] = get_args(Kind)


def clock(time_s: float) -> str:
    """`mm:ss` for people, `h:mm:ss` from one hour on; whole seconds, rounded down."""
    whole = max(0, int(time_s + 1e-6))
    hours, rest = divmod(whole, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time `[start_s, end_s)` in seconds on the player's clock."""

    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.start_s) and math.isfinite(self.end_s)):
            raise ValueError(f"a span needs finite times, got [{self.start_s}, {self.end_s})")
        if self.end_s < self.start_s:
            raise ValueError(f"a span cannot end before it starts: [{self.start_s}, {self.end_s})")

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s

    @property
    def middle_s(self) -> float:
        return (self.start_s + self.end_s) / 2

    def __contains__(self, time_s: float) -> bool:
        return self.start_s <= time_s < self.end_s

    def overlap(self, other: Span) -> float:
        """Seconds that both cover; 0 when they only touch."""
        return max(0.0, min(self.end_s, other.end_s) - max(self.start_s, other.start_s))

    def touches(self, other: Span, slack_s: float = 0.0) -> bool:
        """Whether they overlap, or lie at most `slack_s` apart."""
        return self.start_s <= other.end_s + slack_s and other.start_s <= self.end_s + slack_s

    def iou(self, other: Span) -> float:
        """Temporal intersection over union, in [0, 1]; 0 for two empty spans."""
        shared = self.overlap(other)
        both = self.duration_s + other.duration_s - shared
        return shared / both if both > 0 else 0.0

    def union(self, other: Span) -> Span:
        """The shortest span that covers both, the time between them included."""
        return Span(min(self.start_s, other.start_s), max(self.end_s, other.end_s))

    def clip(self, other: Span) -> Span:
        """The part of this span inside `other`; empty at the nearer edge when there is none."""
        start_s = min(max(self.start_s, other.start_s), other.end_s)
        return Span(start_s, max(start_s, min(self.end_s, other.end_s)))

    def __str__(self) -> str:
        return f"{clock(self.start_s)}–{clock(self.end_s)}"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle as fractions of the upright picture: 0 ≤ left ≤ right ≤ 1, the same downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        inside = 0 <= self.left <= self.right <= 1 and 0 <= self.top <= self.bottom <= 1
        if not inside:
            raise ValueError(f"a box needs ordered fractions of the picture, got {self}")

    def iou(self, other: Box) -> float:
        """Intersection over union of the areas, in [0, 1]."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        if wide <= 0 or high <= 0:
            return 0.0
        return wide * high / (self.area + other.area - wide * high)

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One picture, upright, with square pixels, and the time at which a player shows it."""

    time_s: float
    image: np.ndarray
    """`(H, W, 3)` uint8 RGB."""

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != "uint8":
            raise ValueError(
                f"a frame needs an (H, W, 3) uint8 image, got {self.image.dtype} {self.image.shape}"
            )

    def __repr__(self) -> str:
        height, width, _ = self.image.shape
        return f"Frame(time_s={self.time_s:.3f}, image={width}x{height})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A stretch of mono sound."""

    start_s: float
    rate_hz: int
    samples: np.ndarray
    """`(N,)` float32 in [-1, 1]."""

    @property
    def span(self) -> Span:
        return Span(self.start_s, self.start_s + len(self.samples) / self.rate_hz)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """What the container says of one coded picture, without decoding it."""

    time_s: float
    duration_s: float
    size_bytes: int
    keyframe: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One subtitle: its words, or its picture when the subtitle is a bitmap."""

    span: Span
    text: str = ""
    image: np.ndarray | None = None
    """`(H, W, 3)` uint8 RGB of a bitmap subtitle on black, cropped to its ink; else None."""
    box: Box | None = None
    language: str = ""
    """BCP 47 or ISO 639 code as the file gives it; empty when it gives none."""
    track: str = ""
    """Which track it comes from: `stream 3`, or the sidecar's file name."""


StreamType = Literal["video", "audio", "subtitle", "data", "attachment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One track of a file. Fields that do not apply to its type are left empty."""

    index: int
    type: StreamType
    codec: str
    language: str = ""
    title: str = ""
    default: bool = False
    width_px: int = 0
    """As shown: upright, pixels made square."""
    height_px: int = 0
    fps: float = 0.0
    """Average; 0 when unknown. Never used to compute a time."""
    rotation_deg: int = 0
    hdr: bool = False
    pixel_format: str = ""
    interlaced: bool = False
    rate_hz: int = 0
    channels: int = 0
    layout: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaInfo:
    """What a file says of itself, and the identity of its content."""

    id: str
    """Hash of the content: the same file under another name has the same id."""
    source: str
    """Absolute path, or URL."""
    container: str
    duration_s: float
    size_bytes: int
    streams: tuple[Stream, ...]
    tags: Mapping[str, str] = field(default_factory=dict)
    duration_known: bool = True
    """False when the header gave no duration and it was measured from the packets."""

    @property
    def name(self) -> str:
        """The last part of the source, for people; what is not Unicode is `?`."""
        last = self.source.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
        return last.encode("utf-8", "replace").decode("utf-8")

    @property
    def span(self) -> Span:
        return Span(0.0, self.duration_s)

    def of(self, kind: StreamType) -> tuple[Stream, ...]:
        """The streams of one type, in file order."""
        return tuple(stream for stream in self.streams if stream.type == kind)

    @property
    def video(self) -> Stream | None:
        """The picture that is shown: the default stream, else the largest; None for sound only."""
        shown = sorted(self.of("video"), key=lambda s: (not s.default, -s.width_px * s.height_px))
        return shown[0] if shown else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One thing that was seen, read, heard or concluded: everything the memory holds is one."""

    video: str
    """`MediaInfo.id`."""
    span: Span
    kind: Kind
    text: str
    source: str
    """Who made it, with the version: `text@rapidocr-3.10`."""
    box: Box | None = None
    score: float = 1.0
    """How sure the maker is, in [0, 1]."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """Anything else worth keeping, JSON-ready: word times, language, transition type."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind {self.kind!r}; one of {', '.join(KINDS)}")
        if not 0 <= self.score <= 1:
            raise ValueError(f"a score lies in [0, 1], got {self.score}")

    @property
    def id(self) -> str:
        """Hash of the whole content, so that the same observation made twice is one."""
        span, box = self.span, self.box
        numbers = [span.start_s, span.end_s, self.score]
        if box is not None:
            numbers += [box.left, box.top, box.right, box.bottom]
        words = [self.video, self.kind, self.text, self.source]
        content = [words, list(map(float, numbers)), dict(self.data)]  # 1 and 1.0 are one number
        plain = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.blake2b(plain.encode(errors="surrogatepass"), digest_size=12).hexdigest()


RelationKind = Literal["before", "causes", "same_as", "part_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A directed link between two Observations or Entities, by id."""

    kind: RelationKind
    of: str
    to: str
    source: str
    score: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Someone or something that keeps its identity across Observations."""

    id: str
    kind: Kind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which Observations to consider; an empty field does not restrict."""

    kinds: tuple[Kind, ...] = ()
    videos: tuple[str, ...] = ()
    span: Span | None = None
    """Observations that overlap it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An Observation found by a search, and why."""

    observation: Observation
    score: float
    """Reciprocal rank fusion of the two lists below; comparable within one search only."""
    words: float = 0.0
    """BM25, larger is better; 0 when no word matched."""
    meaning: float = 0.0
    """Cosine to the query in [-1, 1]; 0 when it was not compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Neighbouring hits of one video, merged."""

    video: str
    span: Span
    score: float
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why an answer may be believed: where to look, and what is to be found there."""

    video: str
    span: Span
    kind: Kind
    quote: str
    score: float
    boxes: tuple[Box, ...] = ()
    observation: str = ""
    """Id of the Observation it rests on; empty when a model saw it in frames."""
    verified: bool | None = None
    """True when a second look at this span alone confirmed it, None when nobody looked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What looking and thinking cost. Adds up with `+`."""

    frames: int = 0
    pixels: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    calls: int = 0
    seconds: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        mine, theirs = asdict(self), asdict(other)
        return Usage(**{name: mine[name] + theirs[name] for name in mine})


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What an answer may cost at most. A strategy that runs out answers with what it has."""

    frames: int = 64
    tokens: int = 100_000
    rounds: int = 3
    seconds: float = 120.0

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not value >= 0:
                raise ValueError(f"a budget cannot be negative: {name}={value}")

    def spent(self, usage: Usage) -> str | None:
        """The name of the first limit that `usage` has reached, or None."""
        used = {
            "frames": usage.frames,
            "tokens": usage.input_tokens + usage.output_tokens,
            "rounds": usage.calls,
            "seconds": usage.seconds,
        }
        return next((name for name, value in used.items() if value >= getattr(self, name)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a user asks, with the options to choose from if there are any."""

    text: str
    options: tuple[str, ...] = ()
    span: Span | None = None
    """Ask about this stretch only."""


StepKind = Literal["search", "look", "ask", "judge", "verify", "answer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing a strategy did, as the trace records it."""

    kind: StepKind
    detail: Mapping[str, Any] = field(default_factory=dict)
    """JSON-ready: what was asked for and what came of it."""
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of a video each sense has taken in so far."""

    seen: Mapping[str, float] = field(default_factory=dict)
    """Sense → fraction of the duration, in [0, 1]."""

    @property
    def complete(self) -> bool:
        return all(fraction >= 1.0 for fraction in self.seen.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is claimed, how sure, and what a person can check it against."""

    text: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    choice: int | None = None
    """Index into the question's options; None without options or when none is supported."""
    abstained: bool = False
    missing: tuple[str, ...] = ()
    """What could not be perceived and might matter, each with the way to change that."""
    usage: Usage = field(default_factory=Usage)
    coverage: Coverage = field(default_factory=Coverage)
    strategy: str = ""
    """Who answered, with the version."""
    trace: tuple[Step, ...] = ()

    def with_evidence(self, evidence: tuple[Evidence, ...]) -> Answer:
        return replace(self, evidence=evidence)


JobState = Literal["todo", "running", "done", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One sense looking at one stretch of one video."""

    video: str
    perceiver: str
    """Name and version: a new version of a sense is new work."""
    span: Span
    priority: int = 0
    """Lower goes first."""
    state: JobState = "todo"
    error: str = ""
    attempts: int = 0
