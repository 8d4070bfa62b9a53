"""Predictors taken elsewhere: PyTorch modules, safetensors and torch files that rebuild them without this package's weights in hand.

:mod:`.layout` lays a predictor out as a few integer arrays (numpy only) and says whether a floating-point type holds them exactly;
:mod:`.module` is the PyTorch module on such arrays; :mod:`.exported` adds vocabulary, prompts, claims and provenance;
:mod:`.files` writes and reads it; :mod:`.agreement` compares it with the decoder.
"""
