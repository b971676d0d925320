"""The flow graph on screen: who publishes what to whom, how fast, and what becomes of it.

view            the widget: mouse, keyboard, the beat      scene       the graph as arrays, in place
stage           between graph and pixels                   arranging   where nodes stand, made in steps
curves          edges as curves between the boxes          picking     what lies under the pointer
label_choice    what edges may say                 labelling   what they say, as one chose it
steadied        rates as they are on the whole
static_layer    all that stands still, drawn in slices     particles   all that moves
"""
