"""Traffic equilibrium: flows on links whose cost grows with flow, and which links to build."""
