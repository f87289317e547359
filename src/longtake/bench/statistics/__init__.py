"""How far a score can be trusted: intervals, tests between runs, power, calibration, controls.

Pure functions on lists and arrays of per-sample scores; they know nothing of benchmarks, runs or
files. What comes out are frozen records that a report can print. Random ones take a `seed` and
give the same numbers for the same seed.

    intervals        bootstrap (plain, clustered, of any statistic), Wilson
    standard_errors  clustered standard errors and the design effect
    paired           two runs on the same samples: difference, permutation test, McNemar
    power            how many more samples would tell two runs apart
    calibration      does the confidence mean what it says
    coverage         what is gained by not answering when unsure
    controls         what part of a score needs the video
    grounds          which right answers rest on the wrong evidence
"""
