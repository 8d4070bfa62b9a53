/* The table loop of the compiled engine, in C: one tape, 5 states, 2 symbols, the machine given as a row of
 * fields on the command line. Prints steps executed, ones on the tape and seconds of the loop alone.
 *
 * Use: table_loop 1RB1LC_1RC1RB_1RD0LE_1LA1LD_1RZ0LA
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { CELLS = 1 << 17, SYMBOLS = 2 };

struct entry {
    int64_t next; /* state * SYMBOLS, or -1: no rule */
    int64_t move;
    uint8_t write;
};

static uint8_t tape[CELLS];

static int parse(const char *text, struct entry *table) {
    int n = 0;
    for (; *text; text += *text == '_' ? 1 : 3) {
        if (*text == '_') continue;
        table[n].write = text[0] - '0';
        table[n].move = text[1] == 'R' ? 1 : -1;
        table[n].next = (text[2] - 'A') * SYMBOLS;
        n++;
    }
    for (int i = n; i < 26 * SYMBOLS; i++) table[i].next = -1;
    return n;
}

static int64_t run(const struct entry *table) {
    int64_t steps = 0, head = CELLS / 2, state = 0;
    while (head >= 1 && head < CELLS - 1) {
        const struct entry *e = &table[state + tape[head]];
        if (e->next < 0) break;
        tape[head] = e->write;
        head += e->move;
        state = e->next;
        steps++;
    }
    return steps;
}

int main(int argc, char **argv) {
    static struct entry table[26 * SYMBOLS];
    if (argc != 2 || strlen(argv[1]) > 200) return 2;
    parse(argv[1], table);
    struct timespec a, b;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    int64_t steps = run(table);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    int64_t ones = 0;
    for (int i = 0; i < CELLS; i++) ones += tape[i] == 1;
    printf("%lld %lld %.9f\n", (long long)steps, (long long)ones,
           (double)(b.tv_sec - a.tv_sec) + 1e-9 * (double)(b.tv_nsec - a.tv_nsec));
    return 0;
}
