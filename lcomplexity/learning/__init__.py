"""Learning linear next-token predictors from chains: data, wirings, learners, errors, bounds and curves.

Teacher forcing makes the tokens of a chain independent problems: token t is a multiclass linear problem on its context
(:mod:`~lcomplexity.learning.problems`). Which positions a token reads and which tokens share a weight table is the *wiring*
(:mod:`~lcomplexity.learning.wiring`), the hypothesis class. The perceptron and the exact solver work in integers, so what they learn is
a member of H^lin as it stands; floats live only in softmax regression, the linear program and the bounds.
"""
