; Binary addition of two numbers of equal length, digits interleaved, least significant first: a0 b0 a1 b1 ...
; Each pair "a b" becomes ". s" with s the digit of the sum; a last pair ". c" holds the carry out.
; State 0 or c1: about to read a with carry 0 or 1; t0, t1, t2: about to read b, with carry + a = 0, 1, 2.
; Oblivious. Promises nothing on a word of odd length.
0  0 . r t0
0  1 . r t1
0  _ . r e0
c1 0 . r t1
c1 1 . r t2
c1 _ . r e1
t0 0 0 r 0
t0 1 1 r 0
t1 0 1 r 0
t1 1 0 r c1
t2 0 0 r c1
t2 1 1 r c1
; the carry out
e0 _ 0 * halt
e1 _ 1 * halt
