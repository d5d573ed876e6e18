"""The `nxdesk` command: reads arguments, calls the floors below, turns what they say into words and exit codes.

Modules of a command are imported when the command runs, because the window must not wait for what only others need.
"""
