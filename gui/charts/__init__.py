"""Rates and depths over time: what the flow graph shows now, for the last hour.

trail       the numbers: some lines, summed over their counters, one value a second (no Qt)
scale       ticks and quantised ranges of the two axes (no Qt)
looks       name, colour and marker of each line
geometry    seconds and values to device pixels; gaps end a run (no Qt)
strip       the drawn curves: a picture that scrolls, only its new columns are painted
curves      the strip as an item of a plot, with grid and cursor
legend      what each line is and says now; a click hides it
plot        one plot: axes, curves, legend, words when there is nothing to draw
watched     what the charts need of a session
header      title, ranges and pause
view        the two plots of a selection, their range, and the pause
"""
