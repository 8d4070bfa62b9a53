; Balanced brackets, nested at most four deep. The state is the depth: 0, d1, d2, d3, d4.
; Rejects at once when a bracket closes nothing or opens a fifth level. Oblivious until it halts.
0  ( ( r d1
0  ) ) * halt-reject
0  _ _ * halt-accept
d1 ( ( r d2
d1 ) ) r 0
d1 _ _ * halt-reject
d2 ( ( r d3
d2 ) ) r d1
d2 _ _ * halt-reject
d3 ( ( r d4
d3 ) ) r d2
d3 _ _ * halt-reject
d4 ( ( * halt-reject
d4 ) ) r d3
d4 _ _ * halt-reject
