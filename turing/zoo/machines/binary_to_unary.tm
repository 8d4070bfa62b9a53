; Binary to unary: 110 becomes ||||||. Counts the number down to zero and puts one tally behind it each time.
; The empty word counts as 0; zero becomes the empty tape.
0   0 0 r 0
0   1 1 r 0
0   _ _ l dec
; subtract one; a borrow off the left end means that the number was zero
dec 0 1 l dec
dec 1 0 r out
dec _ _ r wipe
; add a tally at the end, return to the last digit and subtract again
out 1 1 r out
out | | r out
out _ | l in
in  | | l in
in  0 1 l dec
in  1 0 r out
; erase the digits, all 1 by now
wipe 1 _ r wipe
wipe | | * halt
wipe _ _ * halt
