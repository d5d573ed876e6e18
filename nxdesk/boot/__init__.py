"""Builds the program's services from a data folder and options, and takes them down. Nothing is built elsewhere."""
