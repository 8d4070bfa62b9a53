; Collatz: a positive binary number, most significant digit first and beginning with 1, is halved while even and
; becomes 3 v + 1 while odd, until it is 1. A halving turns the last 0 into h, so that the halvings remain as a
; tally: 110 (six) becomes 1hhhhhh, since 6 3 10 5 16 8 4 2 1 has six halvings.
; Whether it halts on every input is an open question.
; 0: go to the end of the number
0    0 0 r 0
0    1 1 r 0
0    h h l last
0    _ _ l last
; halve, or see whether the number is 1
last 0 h l last
last 1 1 l test
test 0 0 r triple
test 1 1 r triple
test _ _ r halt
; 3 v + 1, from the last digit with carry 1; m0, m1, m2: carry 0, 1, 2
triple 1 0 l m2
m0 0 0 l m0
m0 1 1 l m1
m1 0 1 l m0
m1 1 0 l m2
m1 _ 1 r 0
m2 0 0 l m1
m2 1 1 l m2
m2 _ 0 l m1
