"""Writes a run as other tools read it: inspect_ai's log, lmms-eval's samples, or a table.

A log comes in, files in a folder go out; nothing is scored here.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from longtake.bench.asking.controls import FULL
from longtake.bench.metrics.letters import LETTERS
from longtake.bench.runs.attempts import ABOUT, Attempt, Log, Setting
from longtake.bench.sample import Sample
from longtake.errors import BenchError

Pairs = list[tuple[Sample, Attempt]]


def export(log: Log, to: str, folder: Path) -> list[Path]:
    """Write it, and say which files. Raises BenchError."""
    if to not in WRITERS:
        raise BenchError(f"{to!r} is no form of export: use {', '.join(WRITERS)}")
    samples = log.samples()
    pairs = [(samples[one.sample], one) for one in log.attempts() if one.sample in samples]
    if not pairs:
        raise BenchError(f"{str(log.folder)!r} has no attempts yet: run it first")
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in WRITERS[to](log, pairs).items():
        (folder / name).write_text(text, encoding="utf-8")
        written.append(folder / name)
    return written


def _inspect(log: Log, pairs: Pairs) -> Mapping[str, str]:
    """One EvalLog, version 2, of the full run; the readings are its scorers."""
    setting = log.setting
    begun = datetime.fromtimestamp((log.folder / ABOUT).stat().st_mtime, UTC).isoformat()
    full = [pair for pair in pairs if pair[1].control == FULL]
    model = setting.model or setting.strategy
    told = {
        "version": 2,
        "status": "success",
        "eval": {
            "eval_id": setting.hash,
            "run_id": setting.hash,
            "created": begun,
            "task": f"longtake/{setting.benchmark}",
            "task_id": setting.questions,
            "dataset": {"name": setting.benchmark, "samples": len(full)},
            "model": model,
            "config": {},
            "task_args": setting.model_dump(),
        },
        "plan": {"name": setting.strategy, "steps": [{"solver": setting.strategy, "params": {}}]},
        "results": {
            "total_samples": len(full),
            "completed_samples": sum(not one.error for _, one in full),
            "scores": [_scorer(name, full) for name in _told(full)],
        },
        "stats": {"started_at": begun, "completed_at": begun, "model_usage": {}},
        "samples": [_inspected(sample, one, model, _told(full)) for sample, one in full],
    }
    return {"run.json": json.dumps(told, ensure_ascii=False, indent=1)}


def _scorer(name: str, full: Pairs) -> dict[str, Any]:
    values = [_value(one, name) for _, one in full if not one.error]
    mean = sum(values) / len(values) if values else 0.0
    metric = {"name": "mean", "value": mean, "params": {}}
    return {"name": name, "scorer": name, "params": {}, "metrics": {"mean": metric}}


def _told(full: Pairs) -> list[str]:
    """The readings there are: worlds have no official one."""
    official = any(one.official is not None for _, one in full)
    return ["robust", "strict", *(["official"] if official else [])]


def _value(one: Attempt, name: str) -> float:
    value = {"robust": one.worth, "strict": one.strict, "official": one.official}[name]
    return value or 0.0


def _inspected(sample: Sample, one: Attempt, model: str, readings: list[str]) -> dict[str, Any]:
    said = {
        "role": "assistant",
        "content": one.raw,
        "source": "generate",
        "model": model,
    }
    told: dict[str, Any] = {
        "id": sample.id,
        "epoch": 1,
        "input": sample.text,
        "choices": list(sample.options) or None,
        "target": _target(sample),
        "messages": [{"role": "user", "content": sample.text}, said],
        "output": {
            "model": model,
            "choices": [{"message": said, "stop_reason": "stop"}],
            "usage": {
                "input_tokens": one.input_tokens,
                "output_tokens": one.output_tokens,
                "total_tokens": one.input_tokens + one.output_tokens,
            },
            "time": one.seconds,
        },
        "scores": {name: {"value": _value(one, name), "answer": one.raw} for name in readings},
        "metadata": {
            "videos": list(sample.videos),
            "kinds": sample.kinds,
            "frames_s": list(one.frames_s),
            "evidence": {
                video: [[span.start_s, span.end_s] for span in spans]
                for video, spans in sample.evidence.items()
            },
        },
    }
    if one.error:
        told["scores"] = {}
        told["error"] = {"message": one.error, "traceback": "", "traceback_ansi": ""}
    return told


def _lmms(log: Log, pairs: Pairs) -> Mapping[str, str]:
    """`samples_TASK.jsonl` and `results.json`, as `--log_samples` leaves them."""
    setting = log.setting
    full = [(sample, one) for sample, one in pairs if one.control == FULL and not one.error]
    rows = [
        {
            "doc_id": number,
            "doc": {"id": sample.id, "videos": sample.videos, **sample.kinds},
            "target": _target(sample),
            "arguments": [[sample.text, {}]],
            "input": sample.text,
            "resps": [[one.raw]],
            "filtered_resps": [one.raw],
            **{name: _value(one, name) for name in _told(full)},
        }
        for number, (sample, one) in enumerate(full)
    ]
    task = f"longtake_{setting.benchmark.replace('-', '_')}"
    scores = {
        f"{name},none": _scorer(name, full)["metrics"]["mean"]["value"] for name in _told(full)
    }
    results = {
        "results": {task: {"alias": task, **scores}},
        "configs": {task: {"task": task, "output_type": "generate_until"}},
        "n-samples": {task: {"original": len(log.samples()), "effective": len(full)}},
        "config": _configuration(setting),
    }
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return {f"samples_{task}.jsonl": lines, "results.json": json.dumps(results, indent=1)}


def _configuration(setting: Setting) -> dict[str, Any]:
    return {"model": setting.model, "model_args": setting.model_dump(), "limit": setting.limit}


def _csv(log: Log, pairs: Pairs) -> Mapping[str, str]:
    """A row for each attempt, errors and controls too."""
    out = io.StringIO()
    fields = ("sample", "control", "videos", "kinds", "question", "target", "raw", "robust",
              "strict", "official", "judged", "confidence", "abstained", "frames", "tries",
              "input_tokens", "output_tokens", "seconds", "error")  # fmt: skip
    table = csv.DictWriter(out, fields)
    table.writeheader()
    for row in _rows(pairs):
        table.writerow(row)
    return {"attempts.csv": out.getvalue()}


def _rows(pairs: Pairs) -> Iterator[dict[str, Any]]:
    for sample, one in pairs:
        yield {
            "sample": sample.id,
            "control": one.control,
            "videos": " ".join(sample.videos),
            "kinds": json.dumps(sample.kinds, ensure_ascii=False),
            "question": sample.text,
            "target": _target(sample),
            "raw": one.raw,
            "robust": one.score,
            "strict": one.strict,
            "official": one.official,
            "judged": one.judged,
            "confidence": one.confidence,
            "abstained": one.abstained,
            "frames": len(one.frames_s),
            "tries": one.tries,
            "input_tokens": one.input_tokens,
            "output_tokens": one.output_tokens,
            "seconds": one.seconds,
            "error": one.error,
        }


def _target(sample: Sample) -> str:
    if sample.choice is None:
        return sample.gold
    return sample.options[sample.choice] if sample.by_word else LETTERS[sample.choice]


WRITERS: Mapping[str, Callable[[Log, Pairs], Mapping[str, str]]] = {
    "inspect": _inspect,
    "lmms-eval": _lmms,
    "csv": _csv,
}
