"""Experiments that train networks on chains and on text: scales, checkpoints and metrics shared by all of them.

Floats and seeds live here, not exact integers. PyTorch (extra ``train``) is imported only when something is trained.
"""
