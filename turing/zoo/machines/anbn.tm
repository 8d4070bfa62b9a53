; The words a^n b^n (n at least 0). Erases a first a, runs to the end, erases a last b, runs back.
; Oblivious until it halts.
0    a _ r go
0    b b * halt-reject
0    _ _ * halt-accept
go   a a r go
go   b b r go
go   _ _ l last
last a a * halt-reject
last b _ l back
last _ _ * halt-reject
back a a l back
back b b l back
back _ _ r 0
