"""The frames at exact times, decoding as little as possible.

The timeline says which pictures are wanted and which keyframe each leans on. Pictures that lean on
the same keyframe form a run: one seek, then decoding that leaves out what nothing leans on, up to
the last one wanted. Runs are decoded side by side. Ranks in, decoded frames out; what a decoder
yields here is bit for bit what plain decoding from the start yields.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from longtake.media.timeline import NOTHING

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream

    from longtake.media.reel import Reel, Shown
    from longtake.media.timeline import Timeline

NEAR, FULL = 8, 32
"""Packets up to a keyframe that are sooner decoded than jumped over; pictures that fill a run."""
SEEK_ATTEMPTS = 3
SWEEPS = 2
MOST_EARLY = 4
"""Frames that may come out before one due earlier, as in files with faulty timestamps."""
LOST_AFTER = 64
"""Packets past the last one wanted after which the container is taken to have lost its way."""


@dataclass(frozen=True, slots=True)
class Run:
    """Pictures to decode from one keyframe."""

    key: int
    """Position of the keyframe."""
    ranks: tuple[int, ...]
    """Those wanted, ascending."""


def runs(timeline: Timeline, ranks: Iterable[int]) -> Iterator[Run]:
    """Group ascending ranks by the keyframe they are decoded from.

    Where the next keyframe is as good as reached anyway, and the run still short, it goes on.
    """
    key, start, reached, group = -1, -1, -1, list[int]()
    for rank in ranks:
        if rank == NOTHING:
            continue
        position = int(timeline.shown[rank])
        needed = timeline.keyframe_for(position)
        far = needed - reached > NEAR or needed < start or len(group) >= FULL
        if not group or (needed != start and far):
            if group:
                yield Run(key, tuple(group))
            key, reached, group = needed, -1, []
        start, reached = needed, max(reached, position)
        group.append(rank)
    if group:
        yield Run(key, tuple(group))


def decode_run(
    reel: Reel, timeline: Timeline, run: Run, rescue: Callable[[int], Shown | None]
) -> Iterator[tuple[int, Shown]]:
    """Each rank of the run with its frame, in order.

    A picture that turns out undecodable is asked of `rescue`: what is shown at that time.
    """
    due = deque((rank, int(timeline.shown_ticks[rank])) for rank in run.ranks)
    early: dict[int, Shown] = {}
    for shown in _wanted(reel, timeline, run, {ticks for _, ticks in due}):
        early[shown[0]] = shown
        while due and (due[0][1] in early or len(early) > MOST_EARLY):
            rank, ticks = due.popleft()
            if (found := early.pop(ticks, None) or rescue(ticks)) is not None:
                yield rank, found
    for rank, ticks in due:
        if (found := early.pop(ticks, None) or rescue(ticks)) is not None:
            yield rank, found


def _wanted(reel: Reel, timeline: Timeline, run: Run, wanted: set[int]) -> Iterator[Shown]:
    """The wanted frames that come out when the run is decoded.

    A keyframe that does not come out itself is none: intra refresh marks the start of a sweep so.
    Decoding then begins two earlier, by when the sweep is surely complete.
    """
    coming = _decode(reel, timeline, run.key, run, wanted)
    first = next(coming, None)
    if run.key and first is not None and first[0] > timeline.ticks[run.key]:
        coming.close()
        number = int(timeline.keyframes.searchsorted(run.key))
        earlier = int(timeline.keyframes[max(0, number - SWEEPS)])
        coming = _decode(reel, timeline, earlier, run, wanted)
        first = next(coming, None)
    if first is not None:
        yield from (shown for shown in chain([first], coming) if shown[0] in wanted)


def _decode(
    reel: Reel, timeline: Timeline, key: int, run: Run, wanted: set[int]
) -> Generator[Shown, None, None]:
    """Every frame from a keyframe up to the last one wanted, but for those nothing leans on."""
    last = max(int(timeline.shown[rank]) for rank in run.ranks)
    start, stop = int(timeline.ticks[key]), int(timeline.ticks[last])
    left, begun = last - key + LOST_AFTER, False
    may_skip = _tells_what_nothing_leans_on(reel)
    for packet in _from_keyframe(reel, timeline, key):
        ticks = packet.pts if packet.pts is not None else packet.dts
        reel.skip("NONREF" if may_skip and ticks not in wanted else "DEFAULT")
        yield from reel.decode(packet)
        begun = begun or ticks == start
        left -= begun
        if ticks == stop or left <= 0:
            break
    yield from reel.drain()
    reel.skip("DEFAULT")


def _from_keyframe(reel: Reel, timeline: Timeline, key: int) -> Iterator[Packet[VideoStream]]:
    """Packets from exactly this keyframe on; from the start of the file if it cannot be found."""
    wanted = int(timeline.ticks[key])
    number = int(timeline.keyframes.searchsorted(key, side="right"))
    for start in timeline.keyframes[max(0, number - SEEK_ATTEMPTS) : number][::-1]:
        if not reel.seek(int(timeline.ticks[start])):
            break
        packets = reel.packets()
        for packet in packets:
            if packet.pts == wanted and packet.is_keyframe:
                yield packet
                yield from packets
                return
            if packet.pts is None or (packet.is_keyframe and packet.pts > wanted):
                break
    reel.rewind()
    yield from reel.packets()


def _tells_what_nothing_leans_on(reel: Reel) -> bool:
    """Whether leaving out what the decoder calls unreferenced cannot change any other picture.

    So in H.264 and MPEG-2, frame by frame; in HEVC when it has a single temporal layer, which its
    header tells.
    """
    stream = reel.track.stream
    codec = stream.codec_context.codec.canonical_name
    if codec == "hevc":
        header = stream.codec_context.extradata or b""
        return len(header) > 21 and header[0] == 1 and header[21] >> 3 & 7 == 1
    return codec in ("h264", "mpeg2video") and stream.codec_context.field_order <= 1
