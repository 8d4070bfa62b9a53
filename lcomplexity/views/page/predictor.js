"use strict";
// The predictor of the page, exact: plain integers where a bound shows that they suffice, else big ones.
// The data are described in lcomplexity/views/page_data.py; the Python decoder is what this is tested against.

function bigOf(text) {
  return text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text);
}

// A change is null or {rule, coordinate, read, found, value, add}: one weight of one table gets `add` more.
function predictorOf(data, change) {
  const big = data.numbers === "big";
  const zero = big ? 0n : 0;
  const size = data.vocabulary.length;
  const tables = data.tables.map((flat) => {
    const table = new Map();
    for (let i = 0, u = 0, v = 0; i < flat.length; i += 3) {
      u += flat[i];
      v += flat[i + 1];
      if (!table.has(u)) table.set(u, []);
      table.get(u).push(v, big ? bigOf(flat[i + 2]) : flat[i + 2]);
    }
    return table;
  });
  const values = data.values.map((runs) => {
    const row = [];
    for (let i = 0; i < runs.length; i += 2) for (let j = 0; j < runs[i + 1]; j++) row.push(runs[i]);
    return row;
  });
  const widths = values.map((row) => 1 + row.reduce((a, b) => Math.max(a, b), -1));
  const rules = data.rules.map((rule) => rule.map(([row, flat]) => {
    const reads = [];
    for (let i = 0; i < flat.length; i += 2) reads.push({ slot: flat[i], table: tables[flat[i + 1]] });
    return { values: values[row], width: widths[row], reads };
  }));
  if (change) {
    // The table may be shared with other reads, which keep theirs.
    const read = rules[change.rule][change.coordinate].reads[change.read];
    const row = (read.table.get(change.found) || []).slice();
    let at = 0;
    while (at < row.length && row[at] !== change.value) at += 2;
    if (at === row.length) row.push(change.value, zero);
    row[at + 1] += big ? BigInt(change.add) : change.add;
    read.table = new Map(read.table).set(change.found, row);
  }

  function at(t) {
    const pattern = data.patterns[data.schedule[t]];
    const here = data.n + t;
    return { rule: pattern[0], positions: pattern.slice(1).map((p) => (p < 0 ? here + p : p)) };
  }

  function scores(t, context) {
    const { rule, positions } = at(t);
    const total = new Array(size).fill(zero);
    for (const c of rules[rule]) {
      const sums = new Array(c.width).fill(zero);
      for (const read of c.reads) {
        const row = read.table.get(context[positions[read.slot]]);
        if (row) for (let i = 0; i < row.length; i += 2) sums[row[i]] += row[i + 1];
      }
      for (let D = 0; D < size; D++) if (c.values[D] >= 0) total[D] += sums[c.values[D]];
    }
    return total;
  }

  // Winner and runner-up: the largest scores, of equal ones the smaller token first.
  function best(total) {
    let first = 0;
    for (let D = 1; D < size; D++) if (total[D] > total[first]) first = D;
    let second = first === 0 ? 1 : 0;
    for (let D = 0; D < size; D++) if (D !== first && total[D] > total[second]) second = D;
    return { winner: first, runnerUp: second, margin: total[first] - total[second] };
  }

  function decode(prompt) {
    const context = prompt.slice();
    const margins = [];
    for (let t = 0; t < data.schedule.length; t++) {
      const { winner, margin } = best(scores(t, context));
      context.push(winner);
      margins.push(margin);
      if (data.stop.includes(winner)) break;
    }
    return { prompt: prompt.slice(), chain: context.slice(prompt.length), margins };
  }

  // How token t is chosen: scores, and for every position read what it gives to every token.
  function frame(t, context) {
    const { rule, positions } = at(t);
    const distinct = [...new Set(positions)].sort((p, q) => p - q);
    const reads = distinct.map((position, i) => ({
      letter: letterOf(i),
      position,
      found: context[position],
      slots: positions.flatMap((p, j) => (p === position ? [j] : [])),
      parts: new Array(size).fill(zero),
    }));
    const of = new Map(reads.map((read) => [read.position, read]));
    for (const c of rules[rule]) {
      for (const read of c.reads) {
        const here = of.get(positions[read.slot]);
        const row = read.table.get(here.found);
        if (!row) continue;
        const said = new Map();
        for (let i = 0; i < row.length; i += 2) said.set(row[i], row[i + 1]);
        for (let D = 0; D < size; D++) if (said.has(c.values[D])) here.parts[D] += said.get(c.values[D]);
      }
    }
    const total = scores(t, context);
    const ranking = total.map((_, D) => D).sort((D, E) => (total[D] === total[E] ? D - E : total[D] > total[E] ? -1 : 1));
    const { winner, runnerUp, margin } = best(total);
    return { t, rule, positions, reads, scores: total, ranking, winner, runnerUp, margin };
  }

  // The first weight by which a read of a position speaks for a token: what "break one weight" changes.
  function weightAt(t, position, found, token) {
    const { rule, positions } = at(t);
    for (let c = 0; c < rules[rule].length; c++) {
      const { values, reads } = rules[rule][c];
      if (values[token] < 0) continue;
      for (let r = 0; r < reads.length; r++) {
        if (positions[reads[r].slot] === position) return { rule, coordinate: c, read: r, found, value: values[token] };
      }
    }
    return null;
  }

  // Whether a change names a weight of this predictor.
  function fits({ rule, coordinate, read, found, value, add }) {
    const c = rules[rule] && rules[rule][coordinate];
    return Boolean(c && c.reads[read] && Number.isInteger(found) && found >= 0 && found < size && Number.isInteger(value) &&
      value >= 0 && value < c.width && Number.isInteger(add) && Math.abs(add) <= 1e9);
  }

  return { size, length: data.schedule.length, zero, fits, at, scores, best, decode, frame, weightAt };
}

// The name of the i-th position read: a, b, .., z, aa, ab, ..
function letterOf(i) {
  let name = "";
  for (i += 1; i > 0; i = Math.floor((i - 1) / 26)) name = String.fromCharCode(97 + ((i - 1) % 26)) + name;
  return name;
}

// Decimal up to 40 digits, hexadecimal beyond: as Python's side writes it.
function numberText(w) {
  if (typeof w === "number") return String(w);
  const size = w < 0n ? -w : w;
  if (size < 10n ** 40n) return w.toString();
  return (w < 0n ? "-0x" : "0x") + size.toString(16);
}

const CANDIDATES = 6;

function recordOf(data, f) {
  const name = data.vocabulary;
  return {
    t: f.t + 1,
    rule: data.names[f.rule],
    reads: f.reads.map((r) => ({ letter: r.letter, position: r.position, token: name[r.found], slots: r.slots })),
    candidates: f.ranking.slice(0, CANDIDATES).map((D) => ({
      token: name[D], score: numberText(f.scores[D]), parts: f.reads.map((r) => numberText(r.parts[D])),
    })),
    winner: name[f.winner],
    runner_up: name[f.runnerUp],
    margin: numberText(f.margin),
  };
}

// From a text to a prompt and from a chain to an answer, as lcomplexity/interface.py does it.
function interfaceOf(data) {
  const first = new Map(data.first), rest = new Map(data.rest), words = new Map(data.words);
  const groups = new Map(data.groups.map(([key, text]) => [key.join(","), text]));
  const oneCharacter = [...first.keys(), ...rest.keys()].every((s) => [...s].length === 1);

  function symbols(text) {
    return oneCharacter ? [...text] : text.split(/\s+/).filter((s) => s);
  }

  // {prompt} or {fault}, a text.
  function prompt(text) {
    const given = symbols(text);
    if (given.length !== data.input_length) {
      return { fault: `The input has ${given.length} symbols; this predictor is for inputs of length ${data.input_length}.` };
    }
    const tokens = data.prefix.slice();
    for (let i = 0; i < given.length; i++) {
      const codes = i ? rest : first;
      if (!codes.has(given[i])) {
        const known = [...codes.keys()].join(" ");
        return { fault: `Symbol ${JSON.stringify(given[i])} at position ${i} is not one of: ${known}` };
      }
      tokens.push(...codes.get(given[i]));
    }
    return { prompt: tokens.concat(data.suffix) };
  }

  function answer(chain) {
    const last = chain[chain.length - 1];
    if (chain.length && words.has(last)) return words.get(last);
    // A start may count from the end, as a slice does.
    const found = [];
    for (let i = 0; i < data.count; i++) {
      let from = data.start + i * data.width;
      if (from < 0) from = Math.max(0, chain.length + from);
      const key = chain.slice(from).slice(0, data.width).join(",");
      found.push(groups.has(key) ? groups.get(key) : "?");
    }
    while (found.length && found[0] === data.strip) found.shift();
    while (found.length && found[found.length - 1] === data.strip) found.pop();
    return found.join([...groups.values()].every((s) => [...s].length === 1) ? "" : " ");
  }

  return { symbols, prompt, answer };
}
