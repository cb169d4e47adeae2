"""The command line: parse, call the engine's one door, print, end with an exit code."""
