"""The seer: a vision-language model of the made worlds that sees only the pixels it is sent.

A measuring instrument, not intelligence: it knows the worlds' sprites and the wordings of their
questions, and nothing else. A chat request goes in (`messages`), pictures are looked at
(`percepts`), the question is understood (`request`) and answered (`mind`), and the reply takes the
form that was asked for (`forms`). Never sees a truth, a plan or a file.
"""
