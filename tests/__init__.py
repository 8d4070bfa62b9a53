"""All checks: ``python -m tests`` runs lint, types, import contracts, doctests and tests."""
