"""Length complexity, exactly: how many tokens a linear next-token predictor needs for a function, with proofs both ways."""
