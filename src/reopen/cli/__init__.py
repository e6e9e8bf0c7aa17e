"""The command line: arguments in, a call, words out. No logic."""
