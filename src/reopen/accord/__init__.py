"""What was agreed, and how far it is done."""
