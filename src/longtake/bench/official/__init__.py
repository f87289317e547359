"""Each benchmark's own published rule, bit for bit, its quirks included and named.

One file for each benchmark. Those that are answered by option have two functions of one shape: a
`judge(answer)` that says whether an `Answer` is right (None: left out of the denominator), and
`scores(answers, judge)`, the published table in percent. With `answers.strict` or `answers.robust`
as the judge, the same table is made of what is well-formed, or of what is plainly meant. The rest
take what their rule needs: pairs, rotations, spans, verdicts of a judge.

Where the official script stops with an exception, `OfficialFailure` says so, and on what: then
there is no official score, and the other columns still are.
"""
