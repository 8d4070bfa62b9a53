; The words w#w with w over {0, 1} (Sipser's first example of a Turing machine). Crosses out (x) the first digit on
; the left of the #, then the same one on its right, and so on. Where the # stands decides the head's path, so
; the machine is not oblivious.
0    0 x r go0
0    1 x r go1
0    # # r rest
0    _ _ * halt-reject
go0  0 0 r go0
go0  1 1 r go0
go0  # # r at0
go0  _ _ * halt-reject
go1  0 0 r go1
go1  1 1 r go1
go1  # # r at1
go1  _ _ * halt-reject
at0  x x r at0
at0  0 x l back
at0  1 1 * halt-reject
at0  # # * halt-reject
at0  _ _ * halt-reject
at1  x x r at1
at1  0 0 * halt-reject
at1  1 x l back
at1  # # * halt-reject
at1  _ _ * halt-reject
back x x l back
back # # l home
home 0 0 l home
home 1 1 l home
home x x r 0
; nothing left on the left: nothing may be left on the right
rest x x r rest
rest 0 0 * halt-reject
rest 1 1 * halt-reject
rest # # * halt-reject
rest _ _ * halt-accept
