"""Fills the JSON that is asked for, whatever its shape, by the names and types of its fields.

A JSON schema and what was found come in; a value that fits the schema goes out. Knows nothing of
pictures.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from longtake.worlds.asking.replies import plain

Schema = Mapping[str, Any]
Facts = Mapping[str, Any]
Rows = Callable[[frozenset[str]], Sequence[Facts] | None]
"""For objects with these fields: the facts of each, when there are several; else None."""

_NAMES: dict[str, str] = {
    "shown": "shown known found visible answerable cananswer sufficient enough canseeit hasanswer",
    "abstain": "abstain abstained unanswerable unknown insufficient needmore cannottell refuse",
    "option": "option choice letter optionletter answerletter selected selection chosen mcq",
    "index": "index optionindex choiceindex answerindex optionnumber",
    "answer": "answer finalanswer result response value output prediction label content final",
    "confidence": "confidence score probability certainty likelihood sure prob",
    "reason": "reason reasoning explanation rationale thought thinking analysis justification",
    "text": "text caption description summary scene seen observation",
    "quote": "quote evidence support proof",
    "source": "source video id label ref",
    "start_s": "starts start begin begins from starttime startsec startseconds t0",
    "end_s": "ends end to until stop endtime endsec endseconds t1",
    "time_s": "time times timestamp at moment t timesec when frame",
    "box": "box bbox boundingbox region bbox2d",
    "spans": "spans span moments intervals segments windows timestamps glue",
    "evidence": "evidence evidenceid",
    "supported": "supported verdict valid holds correct isright",
    "clip": "clip clipid number segment",
}
"""What fields are called that hold a fact, without case and marks; earlier facts go first."""

DEPTH = 12


def fill(schema: Schema, facts: Facts, rows: Rows) -> Any:
    """A value that fits the schema, from the facts."""
    return _Filling(schema, rows).value(schema, "answer", facts, 0)


def schema_in(text: str) -> Schema | None:
    """The JSON schema, or an example of a reply, that a prompt shows; the last one."""
    found: Schema | None = None
    decoder = json.JSONDecoder()
    place = text.find("{")
    while place >= 0:
        try:
            value, end = decoder.raw_decode(text, place)
        except ValueError:
            place = text.find("{", place + 1)
            continue
        if isinstance(value, dict) and value:
            found = value if _is_schema(value) else _schema_of(value)
        place = text.find("{", end)
    return found


def _is_schema(value: Mapping[str, Any]) -> bool:
    return "properties" in value or value.get("type") in ("object", "array", "string")


def _schema_of(value: Any) -> dict[str, Any]:
    """A schema for values like this example."""
    if isinstance(value, dict):
        fields = {name: _schema_of(one) for name, one in value.items()}
        return {"type": "object", "properties": fields, "required": list(fields)}
    if isinstance(value, list):
        return {"type": "array", "items": _schema_of(value[0]) if value else {"type": "string"}}
    kinds = {bool: "boolean", int: "integer", float: "number"}
    return {"type": kinds.get(type(value), "string")}


class _Filling:
    """One schema being filled; keeps its definitions at hand."""

    def __init__(self, root: Schema, rows: Rows) -> None:
        self._root = root
        self._rows = rows

    def value(self, schema: Schema, name: str, facts: Facts, depth: int) -> Any:
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return _enum(schema["enum"], name, facts)
        kind = _type(schema)
        if kind == "object" and depth < DEPTH:
            return self._object(schema, facts, depth)
        if kind == "array" and depth < DEPTH:
            return self._array(schema, name, facts, depth)
        if kind == "null" or (_optional(schema) and _fact(name, facts) is None):
            return None
        plainly = {"boolean": _boolean, "integer": _integer, "number": _number}
        return plainly.get(kind, _string)(schema, name, facts)

    def _resolved(self, schema: Schema) -> Schema:
        """Without references, and with one of the alternatives chosen."""
        for _ in range(DEPTH):
            if "$ref" in schema:
                target: Any = self._root
                for key in str(schema["$ref"]).lstrip("#/").split("/"):
                    target = target.get(key, {}) if isinstance(target, Mapping) else {}
                schema = {**target, **{k: v for k, v in schema.items() if k != "$ref"}}
            elif choices := schema.get("anyOf") or schema.get("oneOf"):
                real = [one for one in choices if one.get("type") != "null"]
                optional = len(real) < len(choices)
                rest = {k: v for k, v in schema.items() if k not in ("anyOf", "oneOf")}
                schema = {**rest, **(real or choices)[0], "nullable": optional}
            elif schema.get("allOf"):
                rest = {k: v for k, v in schema.items() if k != "allOf"}
                schema = {**rest, **{k: v for one in schema["allOf"] for k, v in one.items()}}
            else:
                break
        return schema

    def _object(self, schema: Schema, facts: Facts, depth: int) -> dict[str, Any]:
        fields = schema.get("properties") or {}
        return {name: self.value(one, name, facts, depth + 1) for name, one in fields.items()}

    def _array(self, schema: Schema, name: str, facts: Facts, depth: int) -> list[Any]:
        items = self._resolved(schema.get("items") or {})
        if _type(items) == "object":
            rows = self._rows(frozenset(items.get("properties") or {}))
            found = [
                self.value(items, name, {**facts, **row}, depth + 1) for row in rows or [facts]
            ]
            if rows is not None and not rows:
                found = []
        elif _type(items) == "array":
            found = [_pair(span, items) for span in facts.get("spans") or []]
        else:
            found = self._plain_items(items, name, facts, depth)
        return _counted(found, schema, lambda: self.value(items, name, facts, depth + 1))

    def _plain_items(self, items: Schema, name: str, facts: Facts, depth: int) -> list[Any]:
        held = _fact(name, facts)
        if isinstance(held, list | tuple) and _type(items) in ("number", "integer"):
            numbers = [edge for one in held for edge in (one if isinstance(one, tuple) else (one,))]
            whole = _type(items) == "integer"
            return [
                round(_within(int(one), items)) if whole else _within(one, items) for one in numbers
            ]
        if _type(items) in ("number", "integer") and facts.get("spans"):
            return [
                _number(items, "time_s", {**facts, "time_s": start}) for start, _ in facts["spans"]
            ]
        if _type(items) in ("number", "integer"):
            return []
        return [self.value(items, name, facts, depth + 1)]


def _counted(found: list[Any], schema: Schema, another: Callable[[], Any]) -> list[Any]:
    most = schema.get("maxItems")
    found = found[:most] if most is not None else found
    return found + [another() for _ in range(int(schema.get("minItems", 0)) - len(found))]


def _pair(span: tuple[float, float], items: Schema) -> list[Any]:
    inner = items.get("items") or {}
    whole = isinstance(inner, Mapping) and inner.get("type") == "integer"
    return [round(edge) if whole else edge for edge in span]


def _type(schema: Schema) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    if kind is None:
        kind = "object" if "properties" in schema else "array" if "items" in schema else "string"
    return str(kind)


def _optional(schema: Schema) -> bool:
    kind = schema.get("type")
    return bool(schema.get("nullable")) or (isinstance(kind, list) and "null" in kind)


def _fact(name: str, facts: Facts) -> Any:
    """The fact that a field of this name holds; None when there is none."""
    if name in facts:
        return facts[name]
    folded = re.sub(r"[^a-z0-9]", "", name.lower())
    for fact, names in _NAMES.items():
        if fact in facts and folded in names.split():
            return facts[fact]
    return None


def _enum(values: Sequence[Any], name: str, facts: Facts) -> Any:
    """The value of an enumeration that says what was found; else the first."""
    held = [_fact(name, facts), facts.get("answer"), facts.get("option"), facts.get("index")]
    for wanted in held:
        for value in values:
            if wanted is not None and plain(str(value)) == plain(str(wanted)):
                return value
    for value in values:
        if isinstance(value, str) and plain(value) in plain(str(facts.get("answer", ""))).split():
            return value
    return values[0] if values else ""


def _boolean(schema: Schema, name: str, facts: Facts) -> bool:
    held = _fact(name, facts)
    if isinstance(held, bool):
        return held
    if re.sub(r"[^a-z]", "", name.lower()) in _NAMES["abstain"].split():
        return not facts.get("shown")
    answer = plain(str(facts.get("answer", "")))
    return answer == "yes" if answer in ("yes", "no") else bool(facts.get("shown"))


def _number(schema: Schema, name: str, facts: Facts) -> float:
    held = _fact(name, facts)
    if isinstance(held, str):
        found = re.search(r"-?\d+(?:\.\d+)?", held)
        held = float(found[0]) if found else None
    number = float(held) if isinstance(held, int | float) else 0.0
    if held is not None and held == facts.get("confidence") and schema.get("maximum", 1) > 1:
        number *= schema["maximum"]
    return _within(number, schema)


def _within(number: float, schema: Schema) -> float:
    """The nearest number that the schema allows."""
    number = max(schema.get("minimum", number), number)
    return float(min(schema.get("maximum", number), number))


def _integer(schema: Schema, name: str, facts: Facts) -> int:
    held = _fact(name, facts)
    if isinstance(held, str) and not re.search(r"\d", held):
        held = facts.get("index")
    if held is facts.get("index") and isinstance(held, int):
        return round(_within(max(0, held) + int(schema.get("minimum", 0)), schema))
    return round(_number(schema, name, facts))


def _string(schema: Schema, name: str, facts: Facts) -> str:
    held = _fact(name, facts)
    if held is None:
        held = facts.get("answer", "")
    told = str(schema.get("description", "")).lower()
    if held == facts.get("answer") and facts.get("option") and "letter" in told:
        held = facts["option"]
    if isinstance(held, list | tuple):
        held = "; ".join(
            "-".join(str(edge) for edge in one) for one in held if isinstance(one, tuple)
        )
    text = str(held)
    return text[: schema["maxLength"]] if "maxLength" in schema else text
