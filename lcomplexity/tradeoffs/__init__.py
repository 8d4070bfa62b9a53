"""Interplay: what fewer tokens cost, in hypotheses, samples and time, in vocabulary, or in errors."""
