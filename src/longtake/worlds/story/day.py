"""The day: lets time pass in all places at once, and people do what they wish or have reason to.

Comes in: a setting, a seed, a length, and who chooses what is watched; goes out: a `Chronicle`.
Where somebody watches, something happens every few seconds; elsewhere less often, but by the same
rules. Each watch has a seed of its own. Knows nothing of pictures.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from longtake.worlds.story.acting import Body, Troupe, Wish
from longtake.worlds.story.chronicle import Act, Chronicle, Lying, Standing, Track, Watch
from longtake.worlds.story.habits import habits
from longtake.worlds.story.rules import Intent, as_things_are, consequences
from longtake.worlds.story.town import (
    AT_REST,
    MOST_PEOPLE,
    OUTDOORS,
    SLOTS,
    Setting,
    goes_with,
    slot_x,
)
from longtake.worlds.story.verbs import perform

LEAD_S = 2.2
"""After the watch has moved somewhere, nothing happens for so long: one looks who is there."""
LONGEST_S = 6.0
"""No act, with the walk to it, takes longer; none runs into the next watch."""
RESTOCK_S = 600.0
"""What was eaten or broken is replaced so much later."""
MORNING_H, WAKING_H = 7.0, 15.0

Choose = Callable[["Day", float, random.Random], tuple[tuple[str, ...], float]]
"""Which places are watched from now on, and until when."""


class Day:
    """A day, or several, while they pass."""

    def __init__(self, setting: Setting, seed: str, duration_s: float, density: float = 1.0):
        self.setting, self.seed = setting, seed
        self.duration_s, self.density = duration_s, density
        self.troupe = _opening(setting, random.Random(f"{seed}/opening"), duration_s)
        self.chronicle = self.troupe.chronicle
        self.intents: list[Intent] = []
        self.why: dict[str, str] = {}
        """Why somebody is on the way."""
        self.next_s = dict.fromkeys(setting.places, 0.0)
        self.rng = random.Random(f"{seed}/day")
        self.light, self.weather = "day", "clear"

    def pass_(self, choose: Choose) -> Chronicle:
        """Let it pass to its end."""
        time_s, number = 0.0, 0
        while time_s < self.duration_s - 1e-6:
            self.rng = random.Random(f"{self.seed}/watch/{number}")
            places, until = choose(self, time_s, self.rng)
            until = min(until, self.duration_s)
            self._begin(time_s, until, places)
            self._watch(places, until)
            time_s, number = until, number + 1
        return self.chronicle

    def hour(self, time_s: float) -> float:
        """The hour of the clock: a short film shows a whole waking day, a long one real hours."""
        if self.duration_s <= WAKING_H * 3600:
            return MORNING_H + WAKING_H * time_s / self.duration_s
        return (MORNING_H + time_s / 3600) % 24

    # -- light, weather, and what is replaced ----------------------------------------------------

    def _begin(self, time_s: float, until: float, places: tuple[str, ...]) -> None:
        hour = self.hour((time_s + until) / 2)
        light = "day" if 7 <= hour < 18 else "dusk" if 18 <= hour < 20 else "night"
        if light != self.light:
            self.light = light
            self._happens(light, time_s, until)
        if self.rng.random() < 0.35 and time_s > 0:
            now = self.rng.choices(("clear", "rain", "snow", "fog"), (4, 3, 1, 1))[0]
            if now != self.weather:
                self.weather = now
                self._happens(now, time_s, until)
        self._puddles(time_s, until)
        self._restock(time_s)
        watch = Watch(time_s, until, places, self.light, self.weather)
        self.chronicle.watches.append(watch)
        for place in places:
            self.next_s[place] = time_s + LEAD_S
        for place in self.setting.places:
            if place not in places:
                later = time_s + self.rng.uniform(1, 10)
                self.next_s[place] = max(self.next_s[place], later)

    def _happens(self, verb: str, start_s: float, end_s: float, place: str = "",
                 because: str = "") -> Act:  # fmt: skip
        act = self.troupe.record(Wish(verb, "", because=because), place, start_s, end_s)
        soon = replace(act, end_s=start_s + LEAD_S)
        self.intents += consequences(self.troupe, soon, self.rng)
        return act

    def _puddles(self, time_s: float, until: float) -> None:
        for place in sorted(OUTDOORS & set(self.setting.places)):
            track = self.chronicle.puddles[place]
            if track.last >= 0 and self.weather == "clear" and self.rng.random() < 0.5:
                track.put(time_s, -1.0)
            elif track.last < 0 and self.weather == "rain":
                free = sorted(self.troupe.free(place) - {0, SLOTS - 1})
                if free:
                    track.put(time_s, slot_x(self.rng.choice(free)))
                    rains = [a for a in self.chronicle.acts[-400:] if a.verb == "rain"]
                    cause = rains[-1].id if rains else ""
                    self._happens("puddle", time_s, until, place, cause)

    def _restock(self, time_s: float) -> None:
        for id, track in self.chronicle.loose.items():
            used = track.last.kind in ("gone", "shards")
            if used and time_s - track.times[-1] > RESTOCK_S:
                place = self.rng.choice(self.setting.places)
                spots = self.troupe.free_spots(place)
                if spots:
                    x = slot_x(self.rng.choice(spots) + 0.5)
                    track.put(time_s, Lying("ground", place, x))
                    wish = Wish("restock", "", id)
                    self.troupe.record(wish, place, time_s, time_s)

    # -- what people do --------------------------------------------------------------------------

    def _watch(self, places: tuple[str, ...], until: float) -> None:
        while True:
            place = min(self.next_s, key=lambda one: (self.next_s[one], one))
            now = self.next_s[place]
            if now + LONGEST_S > until:
                self.next_s[place] = until + LEAD_S
                if min(self.next_s.values()) + LONGEST_S > until:
                    return
                continue
            act = self._tick(place, now)
            watched = place in places
            gap = self.rng.uniform(0.5, 1.5) if watched else self.rng.uniform(12, 26)
            self.next_s[place] = (act.end_s if act else now) + gap / max(0.05, self.density)

    def _tick(self, place: str, now: float) -> Act | None:
        """The next thing that happens there, if anything does."""
        act = self._arrival(place, now) or self._reason(place, now)
        if act is None:
            act = self._lying(place, now) or self._habit(place, now)
        if act:
            meant = {(i.wish.verb, i.wish.actor, i.wish.object) for i in self.intents}
            for intent in consequences(self.troupe, act, self.rng):
                wish = intent.wish
                if wish.verb != "search" or (wish.verb, wish.actor, wish.object) not in meant:
                    self.intents.append(intent)
        return act

    def _arrival(self, place: str, now: float) -> Act | None:
        for id, body in self.troupe.bodies.items():
            if body.bound_for != place or body.due_s > now:
                continue
            if len(self.troupe.here(place)) >= MOST_PEOPLE:
                body.due_s = now + 5
                continue
            body.bound_for, body.place = "", place
            body.slot = self.rng.choice((-1, SLOTS))
            return perform(self.troupe, Wish("arrive", id, because=self.why.pop(id, "")), now)
        return None

    def _reason(self, place: str, now: float) -> Act | None:
        """The first intent that can be carried out, or whose place somebody must go to first."""
        kept: list[Intent] = []
        done: Act | None = None
        for intent in self.intents:
            body = self.troupe.bodies[intent.wish.actor]
            if done or intent.until_s < now:
                kept += [intent] if intent.until_s >= now else []
                continue
            if body.place != place or intent.after_s > now:
                kept.append(intent)
            elif intent.place == place:
                intent = as_things_are(self.troupe, intent)
                done = self._carry_out(intent, now)
                if done is None or (intent.line and done.verb == "say"):
                    kept += [replace(intent, line="")]
            else:
                done = self._do(Wish("leave", intent.wish.actor, to=intent.place), now)
                kept.append(intent)
        self.intents = kept
        return done

    def _carry_out(self, intent: Intent, now: float) -> Act | None:
        if intent.line:
            wish = intent.wish
            said = Wish("say", wish.actor, to=wish.to, because=wish.because, said=intent.line)
            return self._do(said, now)
        hand = self.troupe.bodies[intent.wish.actor].hand
        act = self._do(intent.wish, now)
        if act is None and hand and hand != intent.wish.object:
            return self._do(Wish("put down", intent.wish.actor, hand), now)
        return act

    def _do(self, wish: Wish, now: float) -> Act | None:
        act = perform(self.troupe, wish, now)
        if act and wish.verb == "leave" and wish.because:
            self.why[wish.actor] = wish.because
        return act

    def _lying(self, place: str, now: float) -> Act | None:
        for id in self.troupe.here(place):
            if self.troupe.bodies[id].pose == "lie":
                return self._do(Wish("rise", id), now)
        return None

    def _habit(self, place: str, now: float) -> Act | None:
        few = len(self.troupe.here(place)) <= 2
        for wish in habits(self.troupe, place, self.rng)[:12]:
            if wish.verb == "leave" and few and self.rng.random() < 0.8:
                continue
            act = self._do(wish, now)
            if act:
                return act
        return None


def _opening(setting: Setting, rng: random.Random, duration_s: float) -> Troupe:
    """Everybody and everything somewhere, in the morning."""
    chronicle = Chronicle(setting, duration_s, {}, {}, {}, {})
    for id, fixture in setting.fixtures.items():
        chronicle.fixtures[id] = Track(0.0, AT_REST.get(fixture.look, ""))
    chronicle.puddles = {place: Track(0.0, -1.0) for place in setting.places}
    troupe = Troupe(chronicle, {})
    for number, id in enumerate(rng.sample(list(setting.people), len(setting.people))):
        place = setting.places[number % len(setting.places)]
        if len(troupe.here(place)) >= MOST_PEOPLE:
            place = min(setting.places, key=lambda one: len(troupe.here(one)))
        slot = rng.choice(sorted(troupe.free(place) - {0, SLOTS - 1}))
        troupe.bodies[id] = Body(place, slot)
        facing = rng.choice(("left", "right"))
        chronicle.people[id] = Track(0.0, Standing(place, slot_x(slot), "stand", facing))  # type: ignore[arg-type]
    for id, thing in setting.loose.items():
        _lay_out(troupe, id, rng)
        near = [one for one in setting.people.values() if goes_with(one, thing)]
        assert near, f"nobody can carry {thing.name}"
    return troupe


def _lay_out(troupe: Troupe, id: str, rng: random.Random) -> None:
    """Put a thing on a free spot somewhere, or into its owner's hand."""
    places = list(troupe.setting.places)
    rng.shuffle(places)
    for place in places:
        spots = troupe.free_spots(place)
        if len(spots) > 1:
            key = Lying("ground", place, slot_x(rng.choice(spots) + 0.5))
            troupe.chronicle.loose[id] = Track(0.0, key)
            return
    owner = troupe.setting.loose[id].owner
    if troupe.bodies[owner].hand:
        troupe.chronicle.loose[id] = Track(0.0, Lying("gone"))
        return
    troupe.bodies[owner].hand = id
    troupe.chronicle.loose[id] = Track(0.0, Lying("hand", owner))
