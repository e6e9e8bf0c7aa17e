"""Values of all subsets of openings, and of orders of opening, over flat arrays."""
