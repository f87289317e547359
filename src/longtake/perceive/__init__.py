"""One sense each: what is written, said, subtitled, cut, and what the file says of itself.

A `Media` and a `Span` come in, `Observation`s go out, in order of time. Knows nothing of where they
are kept or who asked. `longtake.registry` names the senses; each is imported when it is used.
"""
