"""The window of Flowscope; it reads the model of `core` and never the other way round.

app             the entry point; imports no Qt, so that the command line stays light
opening         from a fresh process to a window that watches
main_window     the frame that is painted first: menus, header, docks still empty
workbench       what is built after the first paint, and how the views talk to each other
watching        one watched broker: session, pump, publisher, and their end
pump            drains the session on the GUI thread; one `updated` a tick, views pull
flow/ charts/ inspector/ messages/ publish/ connect/ topology_log/    one folder a view
theme icons numbers    how things look
background      a function in a thread of its own, its outcome back on the GUI thread
incidents       an error of ours becomes one calm line
"""
