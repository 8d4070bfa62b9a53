; Palindromes over {0, 1}. Erases the first symbol, runs to the end, erases the last one if it is the same, runs
; back. Oblivious until it halts: a zigzag between two ends that close in by one cell each.
0      0 _ r have0
0      1 _ r have1
0      _ _ * halt-accept
have0  0 0 r have0
have0  1 1 r have0
have0  _ _ l check0
have1  0 0 r have1
have1  1 1 r have1
have1  _ _ l check1
check0 0 _ l back
check0 1 1 * halt-reject
check0 _ _ * halt-accept
check1 0 0 * halt-reject
check1 1 _ l back
check1 _ _ * halt-accept
back   0 0 l back
back   1 1 l back
back   _ _ r 0
