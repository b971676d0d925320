"""The window of Flowscope; it reads the model of `core` and never the other way round.

How it opens and lives:

app             the entry point; imports no Qt, so that the command line stays light
startup_guard   why the window cannot open here, before Qt would end the process without a word
opening         from a fresh process to a window that watches
main_window     the frame that is painted first: menus, header, docks still empty
workbench       what is built after the first paint, and how the views talk to each other
watching        one watched broker: session, pump, publisher, and their end
pump            drains the session on the GUI thread; one `updated` a tick, views pull
turn            one turn of the event loop: work that can wait goes into one with room for it
background      a function in a thread of its own, its outcome back on the GUI thread
garbage         collected on the GUI thread alone
interrupts      Ctrl+C closes the window as the mouse would
incidents       an error of ours becomes one calm line

The views, a folder each; a `desk` joins a view to the rest of the window:

flow/           the graph                      charts/         what happened over time
acks/           live messages in lanes         messages/       what a tap received
navigator/      everything, as a list          inspector/      everything about the selection
publish/        test events                    topology_log/   what came, went, changed
                (`writing_desk` joins it and messages/ to the window)
connect/        which broker, and by what way  look/           firehose and proxy, asked for
palette/        every command by a few letters find/           finding and hiding by expression
header          what is watched, and how well  capability_chip what the broker lets us see
welcome         while nothing is watched       hints           why the flow is empty
guide/          the user guide, to read here
notice          what went wrong, until read    demo_desk       the demo; `demo_menu` its trouble

What they share:

actions         the commands, each a `command` with its keys; those of one view stand beside it:
                chart_actions label_actions log_actions picture_actions panel_actions
                language_actions inspector_actions; `shortcuts` shows all keys on a page
panel           what a `dock` holds, below its `dock_title`, with a `panel_menu`
theme icons numbers fonts    how things look
vocabulary      the words for what flows, `mends` for what to do; `language` they are said in,
                `language_desk` another one
plain           text from outside made harmless; `json_text` made legible
turning         parts beside each other, or on top of each other where it is narrow
folding         sections that fold away        field_message   what is wrong, at the field
preferences     what is remembered: `selection_memory` what was selected, `labels_desk` what
                edges say, `last_folder` where a file was chosen
"""
