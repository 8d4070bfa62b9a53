; The words a^n b^n c^n (n at least 0). Each sweep to the right crosses out (x) the first a, the first b and the
; first c, and refuses letters out of order; each sweep back returns to the start. Accepts when a sweep finds
; only crosses. Oblivious until it halts: every sweep covers the whole word.
; 0: look for an a
0    x x r 0
0    a x r needb
0    b b * halt-reject
0    c c * halt-reject
0    _ _ * halt-accept
needb a a r needb
needb x x r needb
needb b x r needc
needb c c * halt-reject
needb _ _ * halt-reject
needc b b r needc
needc x x r needc
needc c x r tail
needc a a * halt-reject
needc _ _ * halt-reject
tail c c r tail
tail a a * halt-reject
tail b b * halt-reject
tail _ _ l back
back a a l back
back b b l back
back c c l back
back x x l back
back _ _ r 0
