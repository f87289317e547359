"""The small pictures of a report: what was shown to the model, fetched again from the videos.

Runs come in, JPEGs go out, each frame of a video once. What was answered wrongly, or rightly for
the wrong reason, is pictured first, since that is what a reader looks at; past a limit there are no
more. A video that is not there or cannot be read is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from longtake.bench.asking.stills import is_still, picture
from longtake.bench.asking.videos import Videos
from longtake.bench.reports.browser import chosen, shown
from longtake.bench.reports.replies import Reply, Run, read
from longtake.bench.runs.attempts import Log
from longtake.errors import LongtakeError
from longtake.media import open_media

HEIGHT_PX, QUALITY = 72, 70
LIMIT_BYTES = 12_000_000
"""Of all pictures; a page holds them in base64, which makes a third more."""
USUAL_BYTES = 2_000
"""Of one picture: so many are fetched at most as would fill the limit if they were as small."""


def pictures_of(
    logs: Sequence[Log], limit_bytes: int = LIMIT_BYTES
) -> dict[tuple[str, float], bytes]:
    """Pictures of the frames that were shown, by video and time. Raises BenchError for no run."""
    runs = [read(log) for log in logs]
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    seen: set[tuple[str, float]] = set()
    for data, video, time_s in _wanted(runs):
        if len(seen) * USUAL_BYTES >= limit_bytes:
            break
        if (video, time_s) not in seen:
            seen.add((video, time_s))
            times[data, video].append(time_s)
    return _fetched(times, limit_bytes)


def _wanted(runs: Sequence[Run]) -> Iterator[tuple[str, str, float]]:
    """Folder, video and time of each frame, those that are looked at first."""
    told = [(run, reply) for run in runs if run.setting.data for reply in run.full]
    for run, reply in sorted(told, key=lambda one: _rank(one[1])):
        frames = shown(reply, run.setting.strategy)
        for video, time_s in chosen(reply.sample, frames):
            yield run.setting.data, video, time_s


def _rank(reply: Reply) -> int:
    if not reply.attempt.right:
        return 0
    return 1 if reply.iop is not None and reply.iop < 0.5 else 2


def _fetched(
    times: dict[tuple[str, str], list[float]], limit_bytes: int
) -> dict[tuple[str, float], bytes]:
    found: dict[tuple[str, float], bytes] = {}
    folders = {data: Videos(Path(data)) for data, _ in times}
    left = limit_bytes
    for (data, video), wanted in times.items():
        for time_s, jpeg in _of_video(folders[data], video, sorted(wanted)):
            left -= len(jpeg)
            if left < 0:
                return found
            found[video, time_s] = jpeg
    return found


def _of_video(videos: Videos, name: str, times_s: Sequence[float]) -> Iterator[tuple[float, bytes]]:
    try:
        path = videos.path(name)
        if is_still(path):
            yield 0.0, _jpeg(picture(path, HEIGHT_PX))
            return
        with open_media(path) as media:
            for time_s, frame in zip(times_s, media.frames_at(times_s, HEIGHT_PX), strict=False):
                yield time_s, _jpeg(frame.image)
    except (LongtakeError, OSError):
        return


def _jpeg(image: np.ndarray) -> bytes:
    bgr = np.ascontiguousarray(image[..., ::-1])
    _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return bytes(data.tobytes())
