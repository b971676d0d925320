"""What happened over time, for the last hour: how much passed, and how long it took.

history         what was read of some lines, piece by piece, an hour of it (no Qt)
trail           the numbers: some lines, summed over their counters, one value a second (no Qt)
times_trail     the same of how long things took: percentile lines and histograms (no Qt)
scale           ticks and quantised ranges (no Qt)
axes            where a value axis begins, ends and has its ticks (no Qt)
looks           name, colour and marker of each line
stretch         which part of time is shown, moved and zoomed (no Qt)
clock_scale     times of day, for what does not go with now (no Qt)
geometry        seconds and values to device pixels; gaps end a run (no Qt)
strip           the drawn curves: a picture that scrolls, only its new columns are painted
curves          the strip as an item of a plot, with grid and cursor
legend          what each line is and says now; a click hides it
readout         what the cursor says; `readout_paint` draws it
marks           what changed on the broker, on the time axis (no Qt); `mark_paint` draws it
tastes          colours and limits that the user wants of lines; `line_menu` asks for them
band_paint      limits as bands
canvas          axes, wheel and drag; the curves in it
plot            one plot: canvas, legend, words when there is nothing to draw
bars            a histogram as bars of equal width (no Qt)
histogram       the bars, drawn, with the percentiles
watched         what the charts need of a session, and a plot of its lines
header          pages, title, ranges and pause
counters_page   rates and depths of a selection
times_page      percentiles over time and their histogram, and which times these are
line            the name of a line: what is counted, and of what (no Qt)
pin             what a chart that stays shows (no Qt); a `pinned_chart` draws it, on the `board`
cargo           what is dragged onto the charts; `dragging` from where
keys            what the keys do
csv_text        what is in sight as a table (no Qt); `exporting` writes it, or the picture
desk            what the charts have to do with the rest of the window
halves          those of the selection beside those that stay; the `stack` gives them room
turns           who is drawn next, so that many charts do not keep the window busy (no Qt)
beat            when they are drawn
cost            what drawing them costs
view            both pages of a selection, their range, and the pause
"""
