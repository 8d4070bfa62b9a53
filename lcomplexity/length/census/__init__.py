"""The census: the length complexity of every Boolean function of n <= 5 bits, by NPN class, with proofs both ways."""
