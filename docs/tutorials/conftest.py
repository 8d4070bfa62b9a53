"""The tutorials are programs: they are run by tests/docs/test_tutorials.py, each in an interpreter of its own, not imported."""

collect_ignore_glob = ["*.py"]
