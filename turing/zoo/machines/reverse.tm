; Reverse a word over {0, 1} in place: swaps the outermost digits not yet swapped, marking them (o for 0, i for 1,
; ? while the new digit is on its way), then turns the marks into digits. Oblivious.
0     0 ? r go0
0     1 ? r go1
0     o o r end
0     i i r end
0     _ _ * halt
; carry the first digit to the last place
go0   0 0 r go0
go0   1 1 r go0
go0   o o l turn0
go0   i i l turn0
go0   _ _ l turn0
go1   0 0 r go1
go1   1 1 r go1
go1   o o l turn1
go1   i i l turn1
go1   _ _ l turn1
; swap; a ? here is the middle digit of an odd word
turn0 0 o l back0
turn0 1 o l back1
turn0 ? o r end
turn1 0 i l back0
turn1 1 i l back1
turn1 ? i r end
; carry the last digit to the first place
back0 0 0 l back0
back0 1 1 l back0
back0 ? o r 0
back1 0 0 l back1
back1 1 1 l back1
back1 ? i r 0
; marks into digits
end   o o r end
end   i i r end
end   _ _ l tidy
tidy  o 0 l tidy
tidy  i 1 l tidy
tidy  _ _ * halt
