; Divisible by three. Accepts a binary number, most significant digit first, that is a multiple of 3.
; State 0, r1 or r2 is the remainder of the digits read: reading d turns r into (2 r + d) mod 3. The empty word
; counts as 0 and is accepted. Oblivious.
0  0 0 r 0
0  1 1 r r1
0  _ _ * halt-accept
r1 0 0 r r2
r1 1 1 r 0
r1 _ _ * halt-reject
r2 0 0 r r1
r2 1 1 r r2
r2 _ _ * halt-reject
