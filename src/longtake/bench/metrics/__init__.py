"""The field's metrics: pure functions on plain data.

    spans      IoU and IoP of stretches of time, and what is wrong with given ones
    ids        which answers belong to which questions
    windows    ranked windows of many queries in one array
    moments    moment retrieval: R1, mAP
    highlights highlight detection: HIT@1, mAP
    grounding  one span for one question: R1, mIoU, Acc@GQA, joint accuracy
    coverage   many spans for one query: precision, recall and IoU curves
    keyframes  frames found in a long video
    events     the F1s of event-level benchmarks
    retrieval  ranks in a similarity matrix
    captions   dense captioning: tIoU precision and recall, SODA_c
    cider      CIDEr-D
    wording    normalised match, token F1, set F1
    summaries  knapsack summaries, F1 against users, top-k AP
    ranks      Spearman and Kendall
    masks      region and boundary of masks (J, F)
    tubes      boxes over time (vIoU)
    quality    predicted against rated quality, after a named logistic
    sequences  edit distance of action sequences
    letters    what letter an answer names: strictly, and robustly
    mentions   which options an answer claims and denies

They read no files and know no benchmark's format. Scores are fractions of 1 unless a name says
otherwise. Each docstring gives the formula, the thresholds, what happens in ties, and the source.
"""
