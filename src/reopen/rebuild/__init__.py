"""Rebuilding: inventory, needs, tasks, a schedule with a proven bound, repair sequences, tracking."""
