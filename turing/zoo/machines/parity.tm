; Parity. Accepts a word over {0, 1} with an odd number of ones.
; A finite automaton: the head moves right once over the input, and the state remembers the parity so far
; (0: even, odd: odd). Oblivious: step t reads cell t.
0   0 0 r 0
0   1 1 r odd
0   _ _ * halt-reject
odd 0 0 r odd
odd 1 1 r 0
odd _ _ * halt-accept
