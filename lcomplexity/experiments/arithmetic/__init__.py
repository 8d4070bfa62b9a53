"""Arithmetic by linear predictors learnt from chains: multiplication and addition, chains of different lengths, the paper's chain."""
