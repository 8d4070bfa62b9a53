; Binary increment, most significant digit first: 1011 becomes 1100, and 111 becomes 1000.
; Walks to the end (0), then carries leftwards. The number of digits never shrinks; the empty word counts as 0.
; Oblivious until it halts: the path right and back is the same for every input of one length.
0     0 0 r 0
0     1 1 r 0
0     _ _ l carry
carry 0 1 * halt
carry 1 0 l carry
carry _ 1 * halt
