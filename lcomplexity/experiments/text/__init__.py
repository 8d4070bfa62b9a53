"""The text experiment: bits per character of linear networks beside n-grams, an MLP and a transformer, at equal compute.

Corpora with a fixed split (Shakespeare's plays; stories of a grammar whose entropy is known; exclusive-or, which no linear network
can learn), Kneser-Ney n-grams, the ladder, and the page made from its metrics.
"""
