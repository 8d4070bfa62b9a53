; Contains 1011 as a block of neighbouring digits. The automaton of Knuth, Morris and Pratt: the state is the
; longest prefix of 1011 that ends here (0, p1, p10, p101), or found. It always reads to the end. Oblivious.
0     0 0 r 0
0     1 1 r p1
0     _ _ * halt-reject
p1    0 0 r p10
p1    1 1 r p1
p1    _ _ * halt-reject
p10   0 0 r 0
p10   1 1 r p101
p10   _ _ * halt-reject
p101  0 0 r p10
p101  1 1 r found
p101  _ _ * halt-reject
found 0 0 r found
found 1 1 r found
found _ _ * halt-accept
