"""Numbered steps that bring older data to today's tables. A step, once released, is never changed."""
