"""What NX and e-AMANO say to each other, as data: paths, headers, shapes, problem types, limits.

Both ends read this room and share nothing else. It must not know HTTP libraries, stores or windows.
"""
