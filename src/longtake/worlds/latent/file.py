"""File: commands make, delete, copy and move files; the directories are listed only once.

Each command can be read while it runs; what it leaves cannot but for the moment of listing. Knows
the rules, the drawing and its reading.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from longtake.worlds.latent.demonstration import UNSEEN, Seen
from longtake.worlds.latent.names import ENDINGS, NAMES, spelt
from longtake.worlds.stage import Thing, View

Tree = tuple[tuple[str, ...], ...]
"""The names of the files in each directory, sorted."""
Command = tuple[str, ...]
"""The verb and its one or two paths."""

DIRECTORIES = "ab"
VERBS = {"touch": 1, "rm": 1, "cp": 2, "mv": 2}
"""With the number of their paths."""
FEWEST, MOST = 1, 6
"""Files in a directory."""
RUNS = 0.08, 0.86
LIST_TOP, LIST_PITCH = 0.285, 0.121
LINE = 0.105


class File:
    """Directories of files, and a shell."""

    name, sizes, op_s, key, positional = "file", (1, 2), 1.0, 0.5, False
    op_notation = "Write each operation as the command, as it is shown."

    def start(self, rng: random.Random, size: int) -> Tree:
        return tuple(_sorted(rng.sample(sorted(NAMES), rng.randint(3, 5))) for _ in range(size))

    def ops(self, state: Tree, rng: random.Random) -> Sequence[Command]:
        """A few commands with each verb."""
        there = _paths(state)
        chosen = []
        for _ in range(3):
            old, other, doomed = (rng.choice(there) for _ in range(3))
            new, copy, moved = (self._new(state, rng, path) for path in (old, other, doomed))
            chosen += [("touch", new), ("rm", doomed), ("cp", other, copy), ("mv", old, moved)]
        return [op for op in chosen if self.apply(state, op) is not None]

    def _new(self, state: Tree, rng: random.Random, path: str) -> str:
        """A path to make from another: another place or another name."""
        place, name = path.split("/")
        others = [letter for letter in DIRECTORIES[: len(state)] if letter != place]
        if others and rng.random() < 0.6:
            return f"{rng.choice(others)}/{name}"
        return f"{rng.choice(DIRECTORIES[: len(state)])}/{rng.choice(sorted(NAMES))}"

    def follows(self, before: Command, op: Command) -> bool:
        inverse = {
            "touch": ("rm", before[1]),
            "rm": ("touch", before[1]),
            "cp": ("rm", before[-1]),
            "mv": ("mv", before[-1], before[1]),
        }
        return op not in (before, inverse[before[0]]) and op[0] != before[0]

    def apply(self, state: Tree, op: Command) -> Tree | None:
        made = {"touch": op[1:], "cp": op[2:], "mv": op[2:], "rm": ()}[op[0]]
        needed = () if op[0] == "touch" else op[1:2]
        return _changed(state, made, op[1:2] if op[0] in ("rm", "mv") else (), needed)

    def undo(self, state: Tree, op: Command) -> Tree | None:
        gone = {"touch": op[1:], "cp": op[2:], "mv": op[2:], "rm": ()}[op[0]]
        needed = (*gone, op[1]) if op[0] == "cp" else gone
        return _changed(state, op[1:2] if op[0] in ("rm", "mv") else (), gone, needed)

    def shown(self, state: Tree) -> tuple[Thing, ...]:
        rows = []
        for place, names in enumerate(state):
            for row, name in enumerate(names):
                y = LIST_TOP + row * LIST_PITCH
                rows.append(_plate(_across(place, len(state)), y, LINE, name, "teal"))
        return (*_window(len(state)), *rows)

    def hidden(self, state: Tree) -> tuple[Thing, ...]:
        return _window(len(state))

    def acting(self, state: Tree, op: Command, progress: float, open_: bool) -> tuple[Thing, ...]:
        if not RUNS[0] <= progress < RUNS[1]:
            return _window(len(state))
        return (*_window(len(state)), _command(self.say(op)))

    def read(self, view: View, size: int) -> Seen:
        commands = [thing.text for thing in view.things if thing.colour == "green"]
        if commands:
            op = self.parse(commands[0], size) if len(commands) == 1 else None
            return Seen(None, op)
        lists: list[list[str]] = [[] for _ in range(size)]
        for thing in view.things:
            if thing.colour == "teal":
                lists[thing.x > 0.5 if size > 1 else 0].append(spelt(thing.text))
        if not all(lists) or not all(name in NAMES for names in lists for name in names):
            return UNSEEN
        return Seen(tuple(_sorted(names) for names in lists))

    def history(self, tokens: Sequence[Command], size: int) -> list[Command] | None:
        return list(tokens)

    def scene(self, size: int, when: str) -> str:
        several = "the directories a and b" if size > 1 else "the directory a"
        return (
            f"Commands change the files in {several}: touch makes one, rm deletes one, cp copies "
            "and mv moves the first path to the second; each command is an operation. What is in "
            f"{several} is listed only at the {when}."
        )

    def say(self, op: Command) -> str:
        return " ".join(op)

    def parse(self, text: str, size: int) -> Command | None:
        verb, *paths = map(_spelt_path, text.split() or [""])
        right = VERBS.get(verb) == len(paths) and all(_is_path(path, size) for path in paths)
        return (verb, *paths) if right else None

    def tell(self, state: Tree) -> str:
        lists = zip(DIRECTORIES, state, strict=False)
        return " | ".join(f"{place}: {_listed(names)}" for place, names in lists)

    def untell(self, text: str, size: int) -> Tree | None:
        lists = []
        for place, part in zip(DIRECTORIES, text.split("|"), strict=False):
            head, _, names = part.strip().partition(":")
            words = [name.strip() for name in names.split(",")]
            words = [] if words == ["none"] else words
            if head != place or not NAMES.issuperset(words):
                return None
            lists.append(_sorted(words))
        return tuple(lists) if len(lists) == size else None

    def full(self, size: int) -> str:
        how = "a: first, second | b: third" if size > 1 else "a: first, second"
        return (
            "Which files are there {when}? Write each directory with the names of its files in "
            f"alphabetical order, in this form: '{how}'."
        )

    def counts(self, size: int) -> Mapping[str, Callable[[Command], bool]]:
        verbs: dict[str, Callable[[Command], bool]] = {
            f"the command is {verb}": _has_verb(verb) for verb in VERBS
        }
        endings = {
            f"a file is named that ends in .{ending}": _names_ending(ending) for ending in ENDINGS
        }
        places = {f"a path in {place} is named": _names_place(place) for place in DIRECTORIES}
        return verbs | endings | (places if size > 1 else {})

    def probes(self, size: int) -> Mapping[str, Callable[[Tree], str]]:
        many = "How many files are in the directory {place} {{when}}? Answer with a number."
        which = (
            "Which files are in the directory {place} {{when}}? Write their names in alphabetical "
            "order, separated by ', '."
        )
        asked: dict[str, Callable[[Tree], str]] = {}
        for index, place in enumerate(DIRECTORIES[:size]):
            asked[many.format(place=place)] = _number_in(index)
            asked[which.format(place=place)] = _names_in(index)
        ending = "How many files that end in .{ending} are there {{when}}? Answer with a number."
        return asked | {ending.format(ending=end): _number_ending(end) for end in ENDINGS}

    def both(self, size: int) -> Mapping[str, Callable[[Tree, Tree], str]]:
        ask = (
            "Which files are in the directory {place} both {{first}} and {{second}}? Write their "
            "names in alphabetical order, separated by ', ', or write none."
        )
        places = enumerate(DIRECTORIES[:size])
        return {ask.format(place=place): _in_both(index) for index, place in places}

    def plan(self, state: Tree, goal: Tree, most: int) -> list[Command] | None:
        """What is too much moves to where something lacks; the rest is made or deleted."""
        there, wanted = set(_paths(state)), set(_paths(goal))
        spare, lacking = sorted(there - wanted), sorted(wanted - there)
        moved = list(zip(spare, lacking, strict=False))
        steps: list[Command] = [("mv", *pair) for pair in moved]
        steps += [("rm", path) for path in spare[len(moved) :]]
        steps += [("touch", path) for path in lacking[len(moved) :]]
        return steps if len(steps) <= most else None


def _changed(
    state: Tree, made: Iterable[str], gone: Iterable[str], needed: Iterable[str]
) -> Tree | None:
    """The tree with some paths made and some gone; None where these or those were not so."""
    there, made, gone = set(_paths(state)), set(made), set(gone)
    if made & there or not there.issuperset(gone) or not there.issuperset(needed):
        return None
    after = (there - gone) | made
    lists = [
        _sorted(path[2:] for path in after if path[0] == place)
        for place in DIRECTORIES[: len(state)]
    ]
    return tuple(lists) if all(FEWEST <= len(names) <= MOST for names in lists) else None


def _paths(state: Tree) -> list[str]:
    lists = zip(DIRECTORIES, state, strict=False)
    return [f"{place}/{name}" for place, names in lists for name in names]


def _spelt_path(word: str) -> str:
    place, slash, name = word.partition("/")
    return f"{place}/{spelt(name)}" if slash else word


def _is_path(path: str, size: int) -> bool:
    place, slash, name = path.partition("/")
    return bool(slash) and place in tuple(DIRECTORIES[:size]) and name in NAMES


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def _across(place: int, size: int) -> float:
    return 0.5 if size == 1 else 0.29 + 0.42 * place


@lru_cache(maxsize=4)
def _window(size: int) -> tuple[Thing, ...]:
    heads = [
        _plate(_across(place, size), 0.155, 0.1, f"{DIRECTORIES[place]}/", "orange")
        for place in range(size)
    ]
    return (Thing(look="terminal", x=0.5, y=0.5, size=0.96), *heads)


@lru_cache(maxsize=1024)
def _command(text: str) -> Thing:
    return _plate(0.5, 0.55, 0.15, text, "green", "command")


def _plate(x: float, y: float, size: float, text: str, colour: str, id: str = "") -> Thing:
    return Thing(look="plate", x=x, y=y, size=size, colour=colour, text=text, id=id)


def _has_verb(verb: str) -> Callable[[Command], bool]:
    return lambda op: op[0] == verb


def _names_ending(ending: str) -> Callable[[Command], bool]:
    return lambda op: any(path.endswith(ending) for path in op[1:])


def _names_place(place: str) -> Callable[[Command], bool]:
    return lambda op: any(path[0] == place for path in op[1:])


def _number_in(index: int) -> Callable[[Tree], str]:
    return lambda state: str(len(state[index]))


def _names_in(index: int) -> Callable[[Tree], str]:
    return lambda state: _listed(state[index])


def _number_ending(ending: str) -> Callable[[Tree], str]:
    return lambda state: str(sum(path.endswith(ending) for path in _paths(state)))


def _in_both(index: int) -> Callable[[Tree, Tree], str]:
    return lambda a, b: _listed(sorted(set(a[index]) & set(b[index])))
