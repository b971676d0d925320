"""The flow graph on screen: who publishes what to whom, how fast, and what becomes of it.

view            the widget: mouse, keyboard, the beat; the `moving_picture` beneath is touched by
                nobody, `walk` goes through it by keys, `corner` has its buttons
stage           between graph and pixels: what is shown, marked, dragged (`lifted`)
arranging       where nodes stand, and the next scene, made in steps; `recalled` from before
scene           the graph as arrays, in place; `name_room` is what names need of a column
camera          which part is seen; the `minimap` says where that is
picking         what lies under the pointer, `words` what that is

What is painted, from the back:

static_layer    all that stands still, in slices: `edge_paint` along `curves`, `node_paint` with
                `far_names` where boxes are low, `found_paint`, `trouble_mark` and `answer_signs`
labels          what edges say: `label_choice` is one's wish, `labelling` the texts of it (rates as
                they are on the whole, `steadied`), `placing` their places; `lettering` all type
particles       all that moves; `dots` paints it with `sprites`
overlay         focus and pointer, in every frame; `frame_paint` titles and legend around it

What the window does with it:

collapse_desk   services only, or all           pin_desk        what somebody has put elsewhere
picture_desk    a file, the clipboard: the `whole_picture`, by `picture_work`, or in words (`text_twin`)
"""
