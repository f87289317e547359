"""One picture out of the two fields of an interlaced frame, without combs on what moves.

The lines of one field are rebuilt from those of the other along the edges they show (FFmpeg's
`estdif`), from this frame alone. An interlaced frame comes in, a progressive one goes out.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from av.filter import Graph

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


def deinterlaced(frame: VideoFrame) -> VideoFrame:
    """The frame with one field rebuilt, in its own pixel format where the filter knows it."""
    graph = Graph()
    any_time_base = Fraction(1, 1000)
    source = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format, time_base=any_time_base
    )
    rebuild = graph.add("estdif", "mode=frame:deint=interlaced")
    graph.link_nodes(source, rebuild, graph.add("buffersink")).configure()
    graph.push(frame)
    graph.push(None)
    result: Any = graph.pull()
    return result  # type: ignore[no-any-return]
