"""What is linked: kinds, fields, code lists, checks, matching, comparison, effects.

This room is pure data and pure functions on the standard library. It must not know files, databases, HTTP or windows.
Every other room derives from it: SQL columns, JSON shapes, forms, tables and checks all follow from `kinds`.
"""
