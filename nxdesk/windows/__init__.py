"""The windows: the only room that knows Qt.

It shows what the desk says and hands over what people type; it decides nothing.
"""
