"""What benchmarks of one shape share; which benchmark has which shape is said in `tasks`.

Those that are asked: `asked` (a table of readings), and of its kind `choices` (by option),
`unnumbered` and `indexed` (by option, without ids, or by index) and `judged` (in words). By spans:
`spanned`, and `grounded` (an option and the spans that show it). Their files: `fields` reads a
question out of a row, `called` gives questions names, `mask_files` reads masks; `given` says what
is wrong with a file, and `apart` how far two readings are from each other.
"""
