"""The theory as statements that run: each has a label, words, a status told honestly, and a check that can fail."""
