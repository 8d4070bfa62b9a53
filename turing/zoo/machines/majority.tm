; Majority: accepts a word over {0, 1} with more ones than zeros. Each sweep right crosses out (x) the first 0 and
; the first 1; when a sweep does not find both, what it found decides. Oblivious until it halts: every sweep
; covers the whole word.
; 0: found neither; z: a zero; o: a one; b: both
0 x x r 0
0 0 x r z
0 1 x r o
0 _ _ * halt-reject
z 0 0 r z
z x x r z
z 1 x r b
z _ _ * halt-reject
o 1 1 r o
o x x r o
o 0 x r b
o _ _ * halt-accept
b 0 0 r b
b 1 1 r b
b _ _ l back
back 0 0 l back
back 1 1 l back
back x x l back
back _ _ r 0
