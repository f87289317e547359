"""Motion: solids that move, meet, hide, enter and leave, in short clips (CLEVRER, CATER)."""
