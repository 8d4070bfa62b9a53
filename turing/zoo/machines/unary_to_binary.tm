; Unary to binary: |||||| becomes 110; the empty word becomes 0. Each sweep right crosses out (x) every other tally,
; beginning with the first, and so finds whether their number is odd; the sweep left puts that digit in front of
; the digits so far and halves the number. When no tally is left the crosses are erased.
; 0, odd: an even or odd number of tallies met in this sweep
0    | x r odd
0    x x r 0
0    _ _ l e
odd  | | r 0
odd  x x r odd
odd  _ _ l o
; e, o: bring the digit 0 or 1 to the front; em, om: the same, and a tally remains
e  x x l e
e  | | l em
e  _ 0 r clean
em x x l em
em | | l em
em 0 0 l em
em 1 1 l em
em _ 0 r next
o  x x l o
o  | | l om
o  0 0 l o
o  1 1 l o
o  _ 1 r clean
om x x l om
om | | l om
om 0 0 l om
om 1 1 l om
om _ 1 r next
; over the digits to the tallies: the first one is crossed out already
next 0 0 r next
next 1 1 r next
next x x r 0
clean 0 0 r clean
clean 1 1 r clean
clean x _ r clean
clean _ _ * halt
