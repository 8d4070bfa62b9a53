; Tells whether the input is a palindrome over 0 and 1.
; $INITIAL_TAPE: 1001001

; state 0: erase the leftmost symbol and remember it
0 0 _ r 1o
0 1 _ r 1i
0 _ _ * accept     ; nothing is left

; 1o, 1i: run to the right end
1o _ _ l 2o
1o * * r 1o
1i _ _ l 2i
1i * * r 1i

; 2o, 2i: compare
2o 0 _ l 3
2o _ _ * accept
2o * * * reject
2i 1 _ l 3 !
2i _ _ * accept
2i * * * reject

; 3: run back
3 _ _ r 0
3 * * l 3

; write :) or :( and stop
accept * : r accept2
accept2 * ) * halt-accept
reject _ : r reject2
reject * _ l reject
reject2 * ( * halt-reject
