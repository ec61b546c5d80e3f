"""The rules as formulas: what is true of them for every patient, and who shows that it is not."""
