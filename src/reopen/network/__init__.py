"""A region at a date as flat arrays, and what its arcs cost a traffic class."""
