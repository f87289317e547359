"""Finds the implementation behind a name: a built-in, an import path, or an installed entry point.

Knows where things are, not what they do. Nothing is imported before it is asked for.
"""

from __future__ import annotations

import importlib
from difflib import get_close_matches
from importlib.metadata import entry_points
from typing import Any

from longtake.errors import LongtakeError

MANY = 20
"""Names from which on an error tells the nearest ones only."""

BUILT_IN: dict[str, dict[str, str]] = {
    "perceivers": {
        "container": "longtake.perceive.container:Container",
        "subtitles": "longtake.perceive.subtitles:Subtitles",
        "glance": "longtake.perceive.glance:Glance",
        "shots": "longtake.perceive.shots:Shots",
        "signature": "longtake.perceive.signature:Signature",
        "text": "longtake.perceive.text:Text",
        "speech": "longtake.perceive.speech:Speech",
        "caption": "longtake.perceive.caption:Caption",
    },
    "strategies": {
        "quote": "longtake.reason.quote:Quote",
        "direct": "longtake.reason.direct:Direct",
    },
    "benchmarks": {
        "made": "longtake.bench.tasks.made:Made",
        "qvhighlights": "longtake.bench.tasks.moments:QVHighlights",
        "charades-sta": "longtake.bench.tasks.moments:CharadesSTA",
        "tacos": "longtake.bench.tasks.moments:TACoS",
        "activitynet-captions": "longtake.bench.tasks.moments:ActivityNetCaptions",
        "video-mme": "longtake.bench.tasks.videomme:VideoMME",
        "lvbench": "longtake.bench.tasks.longvideos:LVBench",
        "longvideobench": "longtake.bench.tasks.longvideos:LongVideoBench",
        "mlvu": "longtake.bench.tasks.mlvu:MLVU",
        "mlvu-test": "longtake.bench.tasks.mlvu:MLVUTest",
        "mlvu-generation": "longtake.bench.tasks.mlvu_generation:MLVUGeneration",
        "egoschema": "longtake.bench.tasks.egoschema:EgoSchema",
        "mvbench": "longtake.bench.tasks.mvbench:MVBench",
        "mvbench-lmms": "longtake.bench.tasks.mvbench:MVBenchLmms",
        "tempcompass": "longtake.bench.tasks.tempcompass:TempCompass",
        "cg-bench": "longtake.bench.tasks.cgbench:CGBench",
        "cg-bench-clues": "longtake.bench.tasks.cgbench:CGBenchClues",
        "video-holmes": "longtake.bench.tasks.videoholmes:VideoHolmes",
        "vnbench": "longtake.bench.tasks.vnbench:VNBench",
        "video-mmmu": "longtake.bench.tasks.videommmu:VideoMMMU",
        "mmbench": "longtake.bench.tasks.pictures:MMBench",
        "mmstar": "longtake.bench.tasks.pictures:MMStar",
        "intentqa": "longtake.bench.tasks.nextqa:IntentQA",
        "next-qa": "longtake.bench.tasks.nextqa:NExTQA",
        "next-gqa": "longtake.bench.tasks.nextgqa:NExTGQA",
        "mme-videoocr": "longtake.bench.tasks.mmevideoocr:MMEVideoOCR",
        "mmr-v": "longtake.bench.tasks.mmrv:MMRV",
        "cvbench": "longtake.bench.tasks.cvbench:CVBench",
        "crossvid": "longtake.bench.tasks.crossvid:CrossVid",
        "implicitqa": "longtake.bench.tasks.implicitqa:ImplicitQA",
        "mf2": "longtake.bench.tasks.mf2:MF2",
        "vcrbench": "longtake.bench.tasks.vcrbench:VCRBench",
        "fiber": "longtake.bench.tasks.fiber:Fiber",
        "vue-plot": "longtake.bench.tasks.vueplot:VuePlot",
        "videoeval-pro": "longtake.bench.tasks.videoevalpro:VideoEvalPro",
        "videoeval-pro-mcq": "longtake.bench.tasks.videoevalpro:VideoEvalProMCQ",
        "videoreasonbench": "longtake.bench.tasks.videoreasonbench:VideoReasonBench",
        "v-star": "longtake.bench.tasks.vstar:VStar",
        "streamingbench": "longtake.bench.tasks.streamingbench:StreamingBench",
        "streamingbench-proactive": "longtake.bench.tasks.proactive:StreamingBenchProactive",
        "ovbench": "longtake.bench.tasks.ovbench:OVBench",
        "rtv-bench": "longtake.bench.tasks.rtvbench:RTVBench",
        "svbench": "longtake.bench.tasks.svbench:SVBench",
        "magqa": "longtake.bench.tasks.magqa:MAGQA",
        "ovo-bench": "longtake.bench.tasks.ovobench:OVOBench",
        "videohallucer": "longtake.bench.tasks.videohallucer:VideoHallucer",
        "vue-tr": "longtake.bench.tasks.vuetr:VUETR",
        "vue-tr-v2": "longtake.bench.tasks.vuetr:VUETR2",
        "rextime": "longtake.bench.tasks.rextime:ReXTime",
        "et-bench": "longtake.bench.tasks.etbench:ETBench",
        "lv-haystack": "longtake.bench.tasks.keyframes:LVHaystack",
        "activitynet-dense": "longtake.bench.tasks.dense:ActivityNetDense",
        "tvsum": "longtake.bench.tasks.summaries:TVSum",
        "summe": "longtake.bench.tasks.summaries:SumMe",
        "tvsum-highlights": "longtake.bench.tasks.summaries:TVSumHighlights",
        "vue-stg": "longtake.bench.tasks.tubes:VUESTG",
        "mevis": "longtake.bench.tasks.masks:MeViS",
        "ref-davis": "longtake.bench.tasks.masks:RefDAVIS",
        "mose": "longtake.bench.tasks.masks:MOSE",
        "msr-vtt": "longtake.bench.tasks.retrieval:MSRVTT",
        "feint6k": "longtake.bench.tasks.retrieval:Feint6K",
        "videocomp": "longtake.bench.tasks.retrieval:VideoComp",
        "tvr": "longtake.bench.tasks.corpus:TVR",
        "vqa-quality": "longtake.bench.tasks.quality:VQAQuality",
        "ego4d-lta": "longtake.bench.tasks.anticipation:Ego4DLTA",
    },
    "worlds": {
        "story": "longtake.worlds.story.world:Story",
        "latent-state": "longtake.worlds.latent.world:LatentState",
        "needle": "longtake.worlds.needle.world:Needle",
        "haystack": "longtake.worlds.haystack.world:Haystack",
        "steps": "longtake.worlds.steps.world:Steps",
        "motion": "longtake.worlds.motion.world:Motion",
        "cameras": "longtake.worlds.cameras.world:Cameras",
        "lecture": "longtake.worlds.lecture.world:Lecture",
        "degrade": "longtake.worlds.degrade.world:Degrade",
        "stream": "longtake.worlds.stream.world:Stream",
    },
    "models": {
        "seer": "longtake.worlds.seer.model:open_seer",
    },
}


def is_known(group: str, name: str) -> bool:
    """Whether a group has a built-in or an installed plugin of that name; imports nothing."""
    return name in BUILT_IN[group] or bool(entry_points(group=f"longtake.{group}", name=name))


def find(group: str, name: str) -> Any:
    """The class called `name` in a group: `quote`, `my_package.mine:Strategy`, or a plugin's name.

    Outsiders register entry points in the group `longtake.perceivers`, `longtake.strategies`,
    `longtake.worlds`, `longtake.benchmarks` or `longtake.models`.
    Raises LongtakeError when there is no such thing, with the names there are.
    """
    path = BUILT_IN[group].get(name, name if ":" in name else "")
    if path:
        module, _, attribute = path.partition(":")
        try:
            return getattr(importlib.import_module(module), attribute)
        except (ImportError, AttributeError, ValueError) as error:
            raise LongtakeError(f"{path!r} cannot be imported: {error}") from error
    for plugin in entry_points(group=f"longtake.{group}", name=name):
        return plugin.load()
    raise LongtakeError(
        f"{name!r} is not among the {group}: {_instead(group, name)}, "
        "or an import path such as package.module:Class"
    )


def _instead(group: str, name: str) -> str:
    """The names there are; of many, the nearest."""
    names = list(BUILT_IN[group])
    if len(names) <= MANY:
        return f"use one of {', '.join(names)}"
    near = get_close_matches(name, names, n=3, cutoff=0.4)
    return f"use {' or '.join(near)}" if near else f"use one of its {len(names)} names"
