"""One file a benchmark, or a family of them: the field's own files, read.

Start at one that is near to yours: `videomme` (by option), `moments` (by spans), `nextgqa` (by
both), `mlvu_generation` (in words, judged), `proactive` (while the video runs). What
benchmarks of one shape share is in `shapes`, their authors' rules in `official`, the numbers in
`metrics`; `registry.BUILT_IN["benchmarks"]` names every benchmark.
"""
