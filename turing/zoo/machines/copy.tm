; Copy: a word w over {0, 1} becomes w#w. Each round marks one digit (o for 0, i for 1), carries it to the end,
; putting the # on the way the first time, comes back and unmarks it. Oblivious.
0     0 o r find0
0     1 i r find1
0     # # * halt
0     _ # * halt
; carry a digit to the #
find0 0 0 r find0
find0 1 1 r find0
find0 # # r put0
find0 _ # r put0
find1 0 0 r find1
find1 1 1 r find1
find1 # # r put1
find1 _ # r put1
; and on to the end
put0  0 0 r put0
put0  1 1 r put0
put0  _ 0 l back
put1  0 0 r put1
put1  1 1 r put1
put1  _ 1 l back
; return to the mark
back  0 0 l back
back  1 1 l back
back  # # l back
back  o 0 r 0
back  i 1 r 0
