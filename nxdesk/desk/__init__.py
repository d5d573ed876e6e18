"""What a person can do at the desk, without a window: log in, set up, edit masters, register, ask for outcomes.

Calls block and return data or raise `Refusal`; windows run them in jobs, the command line as they are. This room
must not know Qt, and never asks the user anything: it says what is the matter and lets the floor above ask.
"""
