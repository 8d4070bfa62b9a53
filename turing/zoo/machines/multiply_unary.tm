; Unary multiplication: 11x111 becomes 111111. Either factor may be empty.
; Puts = at the end; then, for each 1 of the first factor (erased), copies the second factor behind the =,
; marking with y the ones already copied. At the end everything but the product is erased.
; 0: put the = at the end
0 1 1 r 0
0 x x r 0
0 _ = l rewind
rewind 1 1 l rewind
rewind x x l rewind
rewind _ _ r outer
; one round for each 1 of the first factor
outer 1 _ r skip
outer x _ r wipe
skip  1 1 r skip
skip  x x r inner
; copy the second factor
inner 1 y r put
inner = = l restore
put   1 1 r put
put   = = r put
put   _ 1 l back
back  1 1 l back
back  = = l back
back  y y r inner
restore y 1 l restore
restore x x l rewind
; erase the second factor and the =
wipe 1 _ r wipe
wipe = _ r halt
