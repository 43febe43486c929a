"""The operator's command line.

Each command is thin: it asks the layer's services and tables, and prints what they say. What only some commands need
is imported by them, so that ``trunkline --help`` answers at once.
"""
