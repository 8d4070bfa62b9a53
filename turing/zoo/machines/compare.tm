; Binary comparison: accepts 011<101, a claim "a < b" that is true, for a and b with equally many digits, most
; significant first. Zigzag: marks the first unmarked digit of a, then the one of b in the same place; the first
; place where they differ decides. Oblivious until it halts, on words of this form.
0   0 x r go0
0   1 x r go1
0   < < * halt-reject
go0 0 0 r go0
go0 1 1 r go0
go0 < < r at0
go1 0 0 r go1
go1 1 1 r go1
go1 < < r at1
at0 x x r at0
at0 0 x l back
at0 1 1 * halt-accept
at1 x x r at1
at1 0 0 * halt-reject
at1 1 x l back
back x x l back
back < < l home
home 0 0 l home
home 1 1 l home
home x x r 0
