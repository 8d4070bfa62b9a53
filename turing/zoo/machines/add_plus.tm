; Binary addition: 101+11 becomes 1000. Both numbers have at least one digit, most significant first.
; Takes the digits of the second number from its end, one a round, and adds each to the matching digit of the
; first number, which is then marked done: o for 0, i for 1. A carry runs on into the unmarked digits.
; At the end the marks become digits again.
; 0: go to the end
0 0 0 r 0
0 1 1 r 0
0 + + r 0
0 o o r 0
0 i i r 0
0 _ _ l take
; take the last digit of the second number; no digit left: finish
take 0 _ l left0
take 1 _ l left1
take + _ l tidy
; carry it over the plus sign
left0 0 0 l left0
left0 1 1 l left0
left0 + + l add0
left1 0 0 l left1
left1 1 1 l left1
left1 + + l add1
; add it to the first unmarked digit
add0 o o l add0
add0 i i l add0
add0 0 o r 0
add0 1 i r 0
add0 _ o r 0
add1 o o l add1
add1 i i l add1
add1 0 i r 0
add1 _ i r 0
add1 1 o l carry
carry 0 1 r 0
carry 1 0 l carry
carry _ 1 r 0
; marks into digits
tidy o 0 l tidy
tidy i 1 l tidy
tidy 0 0 l tidy
tidy 1 1 l tidy
tidy _ _ r halt
