"""The simulated service e-AMANO: rules, store, audit chain, HTTP API, pages. A process of its own.

It knows the wire and the records, never NX's side: no masters, no client, no window.
"""
