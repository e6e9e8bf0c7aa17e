"""Demand, what an opening saves whom, and what that is worth."""
