"""NX's HTTP client: addresses, phases, retries, cancelling, causes of failure, traffic.

Meets the service on the wire only. It must not know masters, windows or the service's own code.
"""
