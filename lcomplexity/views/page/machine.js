"use strict";
// The machine of the page: its simulator, and the configurations read back from tokens. The same as in
// lcomplexity/views/readings.py, which it is tested against; the layouts are described in machine_layout.py.
// A moment: {known, step, state (a name), heads, tapes: [Map cell -> symbol number, blanks left out]}.

const UNKNOWN = "?";

function oneHot(bits) {
  let place = -1, ones = 0;
  bits.forEach((bit, i) => { if (bit === 1) { place = i; ones += 1; } });
  return ones === 1 ? place : -1;
}

function machineOf(data) {
  const G = data.alphabet.length, k = data.tapes, GK = G ** k;
  const number = new Map(data.alphabet.map((s, i) => [s, i]));
  const running = (q) => data.verdicts[q] === "limit";

  function initial(symbols) {
    const tapes = Array.from({ length: k }, () => new Map());
    symbols.forEach((s, i) => tapes[0].set(i, number.get(s)));
    return { state: data.start, heads: new Array(k).fill(0), tapes };
  }

  function step(c) {
    let scanned = 0;
    for (let i = 0; i < k; i++) scanned = scanned * G + (c.tapes[i].has(c.heads[i]) ? c.tapes[i].get(c.heads[i]) : data.blank);
    const at = c.state * GK + scanned;
    for (let i = 0; i < k; i++) {
      c.tapes[i].set(c.heads[i], data.wr[at * k + i]);
      c.heads[i] += data.mv[at * k + i];
    }
    c.state = data.nx[at];
  }

  function momentOf(known, at, state, heads, tapes) {
    const kept = tapes.map((tape) => new Map([...tape].filter(([, s]) => s !== data.blank).sort((a, b) => a[0] - b[0])));
    return { known, step: at, state, heads: heads.slice(), tapes: kept };
  }

  function simulated(symbols, moments) {
    const c = initial(symbols);
    let done = 0;
    return moments.map((m) => {
      for (; done < m.step; done++) step(c);
      return momentOf(m.known, m.step, data.states[c.state], c.heads, c.tapes);
    });
  }

  function same(m, o) {
    return m.step === o.step && m.state === o.state && m.heads.join() === o.heads.join() &&
      m.tapes.every((tape, i) => [...tape].join(";") === [...o.tapes[i]].join(";"));
  }

  function replay(symbols, said) {
    const { w } = data.layout, c = initial(symbols), seen = w === 1 ? k : 3 * w;
    const found = [];
    said.forEach(([known, z], i) => {
      if (z < 0) {
        found.push(momentOf(known, i * w, UNKNOWN, c.heads, c.tapes));
        return;
      }
      let state = Math.floor(z / G ** seen);
      const scanned = z % G ** seen;
      if (w > 1) {
        c.heads[0] = Math.floor(c.heads[0] / w) * w + (state % w);
        state = Math.floor(state / w);
      }
      c.state = state;
      // A run that has stopped reads on under the scheduled heads, not under its own.
      if (running(state) || w > 1) {
        for (let j = 0; j < seen; j++) {
          const s = Math.floor(scanned / G ** (seen - 1 - j)) % G;
          if (w === 1) c.tapes[j].set(c.heads[j], s);
          else c.tapes[0].set((Math.floor(c.heads[0] / w) - 1) * w + j, s);
        }
      }
      found.push(momentOf(known, i * w, data.states[c.state], c.heads, c.tapes));
      for (let j = 0; j < w; j++) step(c);
    });
    return { found, last: c };
  }

  function steps(symbols, chain) {
    const { first, count, verdict, w } = data.layout;
    const said = [];
    chain.forEach((token, t) => { if (first <= token && token < first + count) said.push([t + 1, token - first]); });
    const { found, last } = replay(symbols, said);
    const behind = said.length ? said[said.length - 1][0] : 0;
    if (found.length && behind < chain.length) {
      const v = chain[behind] - verdict;
      if (0 <= v && v < data.verdict_names.length) {
        const state = data.verdicts[last.state] === data.verdict_names[v] ? data.states[last.state] : UNKNOWN;
        found.push(momentOf(behind + 1, found[found.length - 1].step + w, state, last.heads, last.tapes));
      }
    }
    return found;
  }

  function bitSteps(symbols, chain) {
    const { count, configurations } = data.layout, said = [];
    for (let i = 0; i < configurations && (i + 1) * count <= chain.length; i++) {
      said.push([(i + 1) * count, oneHot(chain.slice(i * count, (i + 1) * count))]);
    }
    return replay(symbols, said).found;
  }

  function rows(prompt, chain) {
    const { period, S, low, configurations } = data.layout, heads = G * (1 + data.states.length);
    const context = prompt.concat(chain), first = prompt.length - period, found = [];
    let above = null;
    for (let r = 0; r < configurations; r++) {
      const start = first + r * period;
      const row = context.slice(start, start + S);
      let end = row.findIndex((token) => token >= heads);
      if (end < 0) end = row.length;
      const at = row.slice(0, end).findIndex((token) => token >= G);
      if (at < 0) break;
      const state = Math.floor(row[at] / G) - 1;
      let here = row.slice(0, end).map((token) => token % G);
      let known = start + row.length - prompt.length;
      if (end < S) {
        // The chain ended behind a stopped head: the cells to the right are those of the row above.
        if (!above) break;
        const before = above.here.slice();
        before[above.at] = data.wr[above.state * GK + before[above.at]];
        here = here.concat(before.slice(end));
        known = start + Math.min(end + 1, row.length) - prompt.length;
      }
      const tape = new Map(here.map((s, j) => [low + j, s]));
      found.push(momentOf(Math.max(known, 0), r, data.states[state], [low + at], [tape]));
      above = { here, at, state };
      if (end < S) break;
    }
    return found;
  }

  function bitRows(chain) {
    const { S, configurations } = data.layout, width = G * (data.states.length + 1), found = [];
    let low = null;
    for (let r = 0; r < configurations && (r + 1) * S * width <= chain.length; r++) {
      const row = Array.from({ length: S }, (_, j) => oneHot(chain.slice((r * S + j) * width, (r * S + j + 1) * width)));
      const at = row.findIndex((token) => token >= G);
      if (low === null) low = -Math.max(at, 0);
      const tape = new Map(row.flatMap((token, j) => (token >= 0 ? [[low + j, token % G]] : [])));
      const state = at < 0 ? UNKNOWN : data.states[Math.floor(row[at] / G) - 1];
      found.push(momentOf((r + 1) * S * width, r, state, at < 0 ? [] : [low + at], [tape]));
    }
    return found;
  }

  function bitCompact(chain) {
    const { S, configurations } = data.layout, perStep = S * (2 * G + 1) + data.states.length * G, found = [];
    let low = null;
    for (let r = 0; r < configurations && (r + 1) * perStep <= chain.length; r++) {
      const bits = chain.slice(r * perStep, (r + 1) * perStep);
      const row = Array.from({ length: S }, (_, j) => oneHot(bits.slice(j * (G + 1), j * (G + 1) + G)));
      const at = oneHot(bits.slice(S * (G + 1), S * (2 * G + 1)));
      const pair = oneHot(bits.slice(S * (2 * G + 1)));
      if (low === null) low = -Math.floor(Math.max(at, 0) / G);
      const tape = new Map(row.flatMap((s, j) => (s >= 0 ? [[low + j, s]] : [])));
      const state = pair < 0 ? UNKNOWN : data.states[Math.floor(pair / G)];
      found.push(momentOf((r + 1) * perStep, r, state, at < 0 ? [] : [low + Math.floor(at / G)], [tape]));
    }
    return found;
  }

  function moments(symbols, prompt, chain) {
    switch (data.layout.form) {
      case "steps": return steps(symbols, chain);
      case "bit-steps": return bitSteps(symbols, chain);
      case "rows": return rows(prompt, chain);
      case "bit-rows": return bitRows(chain);
      default: return bitCompact(chain);
    }
  }

  // What a test and the JSON of a frame show of a moment.
  function record(m) {
    return {
      known: m.known, step: m.step, state: m.state, heads: m.heads,
      tapes: m.tapes.map((tape) => [...tape].map(([cell, s]) => [cell, data.alphabet[s]])),
    };
  }

  return { moments, simulated, same, record };
}
