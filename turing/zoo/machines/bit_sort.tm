; Sort the digits of a word over {0, 1}: 0110 becomes 0011. A cocktail sort in which the head holds one digit: the
; sweep right puts down the smaller of the held and the scanned digit and holds the larger (r0, r1: holding 0, 1;
; R1: and something was out of order), so the word shifts by one cell; the sweep left does the reverse and shifts
; it back. Halts after a sweep that met nothing out of order. Oblivious until it halts.
0  0 _ r r0
0  1 _ r r1
0  _ _ * halt
r0 0 0 r r0
r0 1 0 r r1
r0 _ 0 * halt
r1 0 0 r R1
r1 1 1 r r1
r1 _ 1 * halt
R1 0 0 r R1
R1 1 1 r R1
R1 _ _ l l1
l1 0 1 l l0
l1 1 1 l l1
l0 0 0 l l0
l0 1 1 l L0
l0 _ 0 * halt
L0 0 0 l L0
L0 1 1 l L0
L0 _ _ r r0
