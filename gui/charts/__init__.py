"""Rates and depths over time: what the flow graph shows now, for the last hour.

trail       the numbers: some lines, summed over their counters, one value a second (no Qt)
scale       ticks and quantised ranges of the two axes (no Qt)
looks       name, colour and marker of each line
geometry    seconds and values to device pixels; gaps end a run (no Qt)
strip       the drawn curves: a picture that scrolls, only its new columns are painted
curves      the strip as an item of a plot, with grid and cursor
legend      what each line is and says now; a click hides it
axes        where a value axis begins, ends and has its ticks (no Qt)
plot        one plot: axes, curves, legend, words when there is nothing to draw
watched     what the charts need of a session
header      title, ranges and pause
counters_page   rates and depths of a selection
times_trail     how long things took: percentile lines and histograms (no Qt)
bars            a histogram as bars (no Qt)
histogram       the bars, drawn
times_page      percentiles over time and the histogram, and which times these are
view        both pages of a selection, their range, and the pause
"""
