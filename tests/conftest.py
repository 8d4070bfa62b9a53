"""Hypothesis profiles, set explicitly: examples are random in every run, and the failing ones print their recipe."""

import os

from hypothesis import HealthCheck, settings

# No deadline: the machine may be busy, and the first call compiles. Nothing here asserts a time.
settings.register_profile(
    "default", deadline=None, print_blob=True, derandomize=False, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("deep", settings.get_profile("default"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
