"""The HTTP API: the protocol of `wire` over FastAPI, with raw bodies. What is allowed is decided in `rules`."""
