"""Economics on arrays: demand, choice, welfare, appraisal, bargaining; knows nothing of regions."""
