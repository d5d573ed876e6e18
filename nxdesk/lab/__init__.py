"""The practice network: a fault gate in front of the service and a practice proxy, deterministic, on loopback only.

It plays what real networks do to the linkage, armed by rules, and counts what reached the service. It knows the wire
and nothing of the program's two ends.
"""
