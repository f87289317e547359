"""The procedures themselves. Only data: goals, steps, what they need and what they change."""

from __future__ import annotations

from longtake.worlds.steps.recipe import Item, Recipe, Step


def _step(
    does: str,
    spot: str,
    needs: tuple[int, ...] = (),
    takes: str = "",
    tool: str = "",
    optional: bool = False,
    **puts: str,
) -> Step:
    """`puts` maps spots to `look` or `look pose`."""
    items = tuple((spot, _item(text)) for spot, text in puts.items())
    return Step(does, spot, needs, items, tuple(takes), tool, optional)


def _item(text: str) -> Item:
    look, _, pose = text.partition(" ")
    return look, pose


def _recipe(goal: str, begins: dict[str, str], *steps: Step) -> Recipe:
    return Recipe(goal, {spot: _item(text) for spot, text in begins.items()}, steps)


RECIPES: tuple[Recipe, ...] = (
    _recipe(
        "make a cup of tea",
        {"a": "kettle cold"},
        _step("puts an empty mug on the table", "c", c="mug empty"),
        _step("heats the kettle until it steams", "a", a="kettle hot"),
        _step("hangs a tea bag over the mug", "c", (0,), C="sachet"),
        _step("pours hot water into the mug", "c", (0, 1, 2), tool="kettle", c="mug full"),
        _step("takes the tea bag away", "c", (3,), "C"),
        _step("lays a spoon beside the mug", "e", (), optional=True, e="spoon"),
        _step("lays a slice of bread beside the mug", "b", (), optional=True, b="bread"),
    ),
    _recipe(
        "grow a flower",
        {"a": "sack", "e": "can"},
        _step("puts an empty pot on the table", "c", c="planter empty"),
        _step("fills the pot with soil", "c", (0,), tool="sack", c="planter soil"),
        _step("lays a seed on the soil", "c", (1,), C="seed"),
        _step("waters the seed until it sprouts", "c", (2,), tool="can", C="sprout"),
        _step("waters the sprout until it blooms", "c", (3,), tool="can", C="flower"),
        _step("takes the sack of soil away", "a", (1,), "a", optional=True),
        _step("takes the watering can away", "e", (4,), "e", optional=True),
    ),
    _recipe(
        "repair a lamp",
        {"b": "lamp off", "e": "bulb"},
        _step("pulls the plug and lays it down", "a", a="plug"),
        _step("knocks the old bulb out in pieces", "c", (0,), tool="hammer", c="shards"),
        _step("screws in the new bulb", "e", (1,), "e"),
        _step("puts the plug back in", "a", (2,), "a"),
        _step("switches the lamp on", "b", (3,), b="lamp on"),
        _step("sweeps up the pieces", "c", (1,), "c", tool="brush", optional=True),
    ),
    _recipe(
        "bake a cake",
        {"a": "sack"},
        _step("puts an empty bowl on the table", "c", c="bowl empty"),
        _step("fills the bowl with flour", "c", (0,), tool="sack", c="bowl full"),
        _step("adds an egg to the flour", "c", (1,), C="egg"),
        _step("stirs the dough with a spoon", "c", (2,), C="spoon"),
        _step("bakes the dough into a cake", "c", (3,), "cC", d="cake"),
        _step("puts a candle on the cake", "d", (4,), D="candle"),
        _step("takes the sack of flour away", "a", (1,), "a", optional=True),
    ),
    _recipe(
        "wrap a present",
        {"a": "ball"},
        _step("puts an open box on the table", "c", c="parcel open"),
        _step("puts the ball into the box", "c", (0,), "a", tool="ball"),
        _step("closes the box", "c", (1,), c="parcel closed"),
        _step("ties a ribbon around the box", "c", (2,), c="parcel tied"),
        _step("lays a card on the box", "c", (3,), C="letter"),
        _step("lays the scissors on the table", "e", (), optional=True, e="scissors"),
    ),
    _recipe(
        "make a sandwich",
        {"e": "bottle"},
        _step("lays a slice of bread on the table", "c", c="bread"),
        _step("lays cheese on the bread", "c", (0,), C="cheese"),
        _step("closes the sandwich with a second slice", "c", (1,), "C", c="sandwich whole"),
        _step("cuts the sandwich in two", "c", (2,), tool="saw", c="sandwich cut"),
        _step("puts an empty mug beside it", "a", (), a="mug empty"),
        _step("fills the mug from the bottle", "a", (4,), tool="bottle", a="mug full"),
    ),
    _recipe(
        "cook a soup",
        {"a": "carrot"},
        _step("puts an empty pan on the table", "c", c="pan empty"),
        _step("fills the pan with water", "c", (0,), tool="can", c="pan full"),
        _step("puts the carrot into the water", "c", (1,), "a", C="carrot"),
        _step("boils the pan until it steams", "c", (2,), "C", c="pan hot"),
        _step("ladles soup into a bowl", "e", (3,), tool="spoon", e="bowl full"),
        _step("puts a spoon over the soup", "e", (4,), E="spoon"),
        _step("lays bread beside the pan", "b", (), optional=True, b="bread"),
    ),
    _recipe(
        "send a letter",
        {"e": "postbox down"},
        _step("lays a blank sheet on the table", "b", b="paper blank"),
        _step("writes on the sheet", "b", (0,), tool="brush", b="paper written"),
        _step("folds the sheet into an envelope", "b", (1,), b="letter"),
        _step("puts a seal on the envelope", "b", (2,), B="seal"),
        _step(
            "posts the envelope and raises the flag",
            "e",
            (3,),
            "bB",
            tool="letter",
            e="postbox up",
        ),
        _step("puts a candle on the table", "c", (), optional=True, c="candle"),
    ),
    _recipe(
        "build a nest box",
        {"a": "plank whole"},
        _step("saws the plank into boards", "a", (), tool="saw", a="plank cut"),
        _step("nails the boards into an open box", "c", (0,), "a", tool="hammer", c="nestbox open"),
        _step("nails a roof onto the box", "c", (1,), tool="hammer", c="nestbox roofed"),
        _step("puts the nest box on a pole", "c", (2,), c="nestbox hung"),
        _step("lures a bird onto the nest box", "c", (3,), C="bird"),
        _step("lays the saw on the table", "e", (0,), optional=True, e="saw"),
    ),
    _recipe(
        "paint a picture",
        {"a": "bottle"},
        _step("sets up an empty easel", "c", c="easel empty"),
        _step("puts a blank canvas on the easel", "c", (0,), c="easel blank"),
        _step("sketches mountains on the canvas", "c", (1,), tool="straw", c="easel sketch"),
        _step("paints the whole canvas", "c", (2,), tool="brush", c="easel painted"),
        _step("puts the picture into a frame", "e", (3,), c="easel empty", e="frame"),
        _step("takes the bottle of paint away", "a", (3,), "a", optional=True),
    ),
    _recipe(
        "mend a flat wheel",
        {"c": "wheel flat"},
        _step("takes the tyre off the wheel", "c", (), c="wheel bare", a="tyre worn"),
        _step("sticks patches on the tyre", "a", (0,), a="tyre patched"),
        _step("puts the tyre back on the wheel", "c", (1,), "a", tool="tyre", c="wheel round"),
        _step("puts a pump beside the wheel", "e", (), e="pump"),
        _step("pumps the tyre and takes the pump away", "e", (2, 3), "e", tool="pump"),
        _step("hangs a bell beside the wheel", "b", (2,), optional=True, b="bell still"),
    ),
    _recipe(
        "press some juice",
        {"a": "apple"},
        _step("sets up the open press", "c", c="press open"),
        _step("puts the apple into the press", "c", (0,), "a", C="apple"),
        _step("screws the press down", "c", (1,), "C", c="press closed"),
        _step("puts an empty mug beside the press", "e", (), e="mug empty"),
        _step("fills the mug from the press", "e", (2, 3), e="mug full"),
        _step("puts a straw into the mug", "e", (4,), E="straw"),
    ),
    _recipe(
        "iron a shirt",
        {"a": "iron cold"},
        _step("sets up the ironing board", "c", c="trestle"),
        _step("spreads the creased shirt on the board", "c", (0,), C="shirt creased"),
        _step("heats the iron until it steams", "a", (), a="iron hot"),
        _step("irons the shirt smooth", "c", (1, 2), tool="iron", C="shirt smooth"),
        _step("folds the shirt and lays it aside", "e", (3,), "C", e="shirt folded"),
        _step("takes the ironing board away", "c", (4,), "c", optional=True),
    ),
)
