"use strict";
// Drawings as SVG text: the ribbon of tokens with arcs to what is read, score bars split by position, the machine, margins.
// Nothing is told by colour alone: parts have letters and hatchings, wrong tokens a mark, the head a triangle.

const MONO = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace";
const INK = "#1b1b1f", PALE = "#5c5c66", LINE = "#8a8a94";
// Fill and hatching of the i-th position read: light grounds, so that letters on them can be read.
const FILLS = ["#cfe5f7", "#fde3b8", "#cdeee0", "#f9d3e4", "#e6e0f5", "#fbf3b0", "#d9e6c3", "#f6d5c4"];
const HATCHES = [
  "", "M0 6L6 0", "M0 3H6", "M0 0L6 6", "M3 0V6", "M1.5 1.5h1v1h-1z", "M0 0L6 6M0 6L6 0", "M3 0V6M0 3H6",
];

function escaped(text) {
  return String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

// A token's name as it can be shown: no control characters, spaces visible.
function labelOf(name) {
  return [...name].map((c) => {
    const code = c.codePointAt(0);
    if (code === 0x20) return "\u2423";
    const hidden = code < 0x20 || (code >= 0x7f && code <= 0x9f) || code === 0x2028 || code === 0x2029;
    return hidden || (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff ? "\ufffd" : c;
  }).join("");
}

function shortOf(name, most) {
  const characters = [...labelOf(name)];
  return characters.length <= most ? characters.join("") : characters.slice(0, most - 2).join("") + "..";
}

function textAt(x, y, text, more) {
  return `<text x="${x}" y="${y}" ${more || ""}>${escaped(text)}</text>`;
}

let drawings = 0;

// The hatchings of one drawing; ids are its own, so that drawings may stand side by side in one document.
function hatches() {
  const id = `h${drawings++}`;
  const defs = HATCHES.map((path, i) =>
    `<pattern id="${id}-${i}" width="6" height="6" patternUnits="userSpaceOnUse">` +
    `<rect width="6" height="6" fill="${FILLS[i]}"/>` +
    (path ? `<path d="${path}" stroke="#6b6b76" stroke-width="0.8" fill="none"/>` : "") + "</pattern>").join("");
  return { defs: `<defs>${defs}</defs>`, fill: (i) => `url(#${id}-${i % HATCHES.length})` };
}

function svgOf(drawing, title) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${drawing.width}" height="${drawing.height}" ` +
    `viewBox="0 0 ${drawing.width} ${drawing.height}" role="img" font-family="${escaped(MONO)}" font-size="13" fill="${INK}">` +
    `<title>${escaped(title)}</title>${drawing.body}</svg>`;
}

function stacked(parts) {
  let y = 0, width = 0, body = "";
  for (const part of parts) {
    body += `<g transform="translate(0 ${y})">${part.body}</g>`;
    y += part.height + 10;
    width = Math.max(width, part.width);
  }
  return { width, height: y, body: `<rect width="${width}" height="${y}" fill="#ffffff"/>${body}` };
}

const NEAR = 8, ALL = 36, MOST_ARCS = 48;

// The positions of the context that are shown for a token: all of a short one; else the first, those read, the nearest.
function shownPositions(here, reads) {
  if (here <= ALL) return Array.from({ length: here }, (_, p) => p);
  const kept = new Set([0, ...reads.slice(0, MOST_ARCS)]);
  for (let p = here - NEAR; p < here; p++) kept.add(p);
  return [...kept].sort((p, q) => p - q);
}

// view: {names, n, context, token (or null), t, reads: [{letter, position}], wrong: a set of chain indices}
function ribbon(view) {
  const here = view.context.length, of = new Map(view.reads.map((r, i) => [r.position, { ...r, i }]));
  const shown = shownPositions(here, view.reads.map((r) => r.position));
  const cells = [];
  let x = 8, before = -1;
  const gap = (count) => {
    cells.push({ gap: count, x, width: 44 });
    x += 48;
  };
  for (const p of shown) {
    if (p > before + 1) gap(p - before - 1);
    const name = shortOf(view.names[view.context[p]], 14), width = Math.max(30, [...name].length * 8 + 12);
    cells.push({ p, name, x, width });
    x += width + 4;
    before = p;
  }
  if (here > before + 1) gap(here - before - 1);
  let cursor = null;
  if (view.token !== null) {
    const name = shortOf(view.names[view.token], 14), width = Math.max(44, [...name].length * 8 + 16);
    x += 10;
    cursor = { name, x, width, middle: x + width / 2 };
    x += width + 8;
  }
  const read = cells.filter((c) => of.has(c.p));
  const lift = (c) => Math.min(92, 16 + Math.abs(cursor.middle - c.x - c.width / 2) * 0.2);
  const top = 26 + (cursor ? Math.max(0, ...read.map(lift)) * 0.78 : 0), height = 32;
  const h = hatches();
  let body = h.defs;
  if (cursor) {
    for (const c of read) {
      const a = c.x + c.width / 2, up = top - lift(c) - 8, { i } = of.get(c.p);
      const dash = ["", "6 3", "2 2", "8 3 2 3"][Math.floor(i / HATCHES.length) % 4];
      body += `<path d="M${a} ${top - 17}C${a} ${up} ${cursor.middle} ${up} ${cursor.middle} ${top - 2}" fill="none" ` +
        `stroke="${PALE}" stroke-width="${read.length > 16 ? 0.7 : 1.4}"${dash ? ` stroke-dasharray="${dash}"` : ""}/>`;
    }
  }
  for (const c of cells) {
    if (c.gap) {
      body += textAt(c.x + 22, top + 15, "\u22ef", `text-anchor="middle" fill="${PALE}"`) +
        textAt(c.x + 22, top + 28, c.gap, `text-anchor="middle" font-size="10" fill="${PALE}"`);
      continue;
    }
    const r = of.get(c.p), prompt = c.p < view.n, wrong = view.wrong.has(c.p - view.n), middle = c.x + c.width / 2;
    const fill = r ? h.fill(r.i) : prompt ? "#ececf0" : "#ffffff";
    body += `<rect x="${c.x}" y="${top}" width="${c.width}" height="${height}" rx="3" fill="${fill}" ` +
      `stroke="${wrong ? "#a11212" : r ? INK : LINE}" stroke-width="${r || wrong ? 1.8 : 1}"` +
      `${wrong ? ' stroke-dasharray="4 2"' : ""}/>` +
      textAt(middle, top + 21, c.name, `text-anchor="middle" paint-order="stroke" stroke="#fff" stroke-width="${r ? 3 : 0}"`) +
      textAt(middle, top + 45, c.p, `text-anchor="middle" font-size="10" fill="${PALE}"`);
    if (wrong) body += textAt(middle, top + 58, "\u2260", 'text-anchor="middle" fill="#a11212" font-weight="bold"');
    if (r) {
      body += `<rect x="${middle - 4 - 4 * r.letter.length}" y="${top - 17}" width="${8 + 8 * r.letter.length}" height="15" rx="7" ` +
        `fill="#ffffff" stroke="${INK}"/>` + textAt(middle, top - 5, r.letter, 'text-anchor="middle" font-size="12" font-weight="bold"');
    }
  }
  const sections = [[cells.find((c) => c.p < view.n), "prompt"], [cells.find((c) => c.p >= view.n), "chain"]];
  for (const [c, word] of sections) {
    if (c) body += textAt(c.x, top + 72, word, `font-size="11" fill="${PALE}"`);
  }
  if (cursor) {
    const wrong = view.wrong.has(view.t);
    body += `<rect x="${cursor.x}" y="${top - 2}" width="${cursor.width}" height="${height + 4}" rx="3" fill="#ffffff" stroke="${INK}" ` +
      `stroke-width="2.6"/>` +
      textAt(cursor.middle, top + 21, cursor.name, 'text-anchor="middle" font-weight="bold"') +
      textAt(cursor.middle, top + 47, `token ${view.t + 1}`, 'text-anchor="middle" font-size="11" font-weight="bold"') +
      textAt(cursor.middle, top + 60, wrong ? "\u2260 true chain" : `position ${here}`,
        `text-anchor="middle" font-size="10" fill="${wrong ? "#a11212" : PALE}"`);
    x = Math.max(x, cursor.x + 80);
  }
  return { width: Math.ceil(x + 8), height: Math.ceil(top + 80), body, cursor: cursor ? cursor.middle : 0 };
}

function magnitude(w) {
  return w < 0 ? -w : w;
}

// A share of `whole` as a number of pixels out of `most`; exact integers of any size.
function share(w, whole, most) {
  if (!whole) return 0;
  return Number((BigInt(magnitude(w)) * BigInt(most) * 100n) / BigInt(whole)) / 100;
}

// The score bars of the best tokens, each split by the position that contributed.
function bars(data, f, width) {
  const best = f.ranking.slice(0, CANDIDATES), zero = f.scores[0] * (typeof f.scores[0] === "bigint" ? 0n : 0);
  const sums = (D, sign) => f.reads.reduce((s, r) => ((r.parts[D] > zero) === (sign > 0) ? s + magnitude(r.parts[D]) : s), zero);
  const names = best.map((D) => shortOf(data.vocabulary[D], 18));
  const left = Math.max(70, ...names.map((s) => [...s].length * 8 + 12));
  const scoreText = (D) => shortOf(numberText(f.scores[D]), 14);
  const right = Math.max(92, ...best.map((D) => scoreText(D).length * 8 + 12));
  let down = zero, up = zero;
  for (const D of best) {
    const a = sums(D, -1), b = sums(D, 1);
    if (a > down) down = a;
    if (b > up) up = b;
  }
  const room = Math.max(120, width - left - right), whole = down + up, origin = left + share(down, whole, room);
  const h = hatches(), row = 36;
  let body = h.defs, y = 6;
  best.forEach((D, i) => {
    const winner = D === f.winner, second = D === f.runnerUp;
    body += textAt(left - 8, y + 17, names[i], `text-anchor="end"${winner ? ' font-weight="bold"' : ""}`);
    for (const sign of [-1, 1]) {
      let x = origin;
      f.reads.forEach((r, j) => {
        if (r.parts[D] === zero || (r.parts[D] > zero) !== (sign > 0)) return;
        const w = share(r.parts[D], whole, room), from = sign > 0 ? x : x - w;
        x += sign * w;
        body += `<rect x="${from}" y="${y}" width="${w}" height="24" fill="${h.fill(j)}" stroke="${INK}" ` +
          `stroke-width="1"><title>${escaped(`${r.letter}: position ${r.position} gives ${numberText(r.parts[D])}`)}</title></rect>`;
        const wide = `${r.letter} ${sign > 0 ? "+" : "\u2212"}${numberText(magnitude(r.parts[D]))}`;
        const text = w > wide.length * 8 + 4 ? wide : w > r.letter.length * 8 + 3 ? r.letter : "";
        if (text) body += textAt(from + w / 2, y + 17, text, 'text-anchor="middle" font-size="12" paint-order="stroke" stroke="#fff" stroke-width="3"');
      });
    }
    const x = left + room + 8;
    body += textAt(x, y + 12, scoreText(D), 'font-weight="bold"');
    if (winner || second) body += textAt(x, y + 26, winner ? "\u2605 winner" : "runner-up", `font-size="11" fill="${PALE}"`);
    y += row;
  });
  body += `<path d="M${origin} 0V${y - 4}" stroke="${INK}" stroke-width="1.6"/>` +
    textAt(origin, y + 9, "0", `text-anchor="middle" font-size="11" fill="${PALE}"`);
  return { width: left + room + right + 8, height: y + 16, body };
}

// A machine's configuration: every tape with its head, and the state.
function machineDrawing(data, m, bounds, most) {
  const blank = labelOf(data.alphabet[data.blank]);
  const widest = Math.max(1, ...data.alphabet.map((s) => [...shortOf(s, 6)].length)), size = Math.max(28, widest * 8 + 10);
  const state = shortOf(m.state, 24);
  let body = "", y = 14, width = 0;
  m.tapes.forEach((tape, i) => {
    const head = m.heads[i], centre = head === undefined ? bounds[0] : head;
    let [low, high] = bounds;
    const room = Math.max(5, Math.min(most, high - low + 1));
    if (high - low + 1 > room) {
      low = Math.min(Math.max(low, centre - Math.floor(room / 2)), high - room + 1);
      high = low + room - 1;
    }
    const left = data.tapes > 1 ? 66 : 26;
    let x = left;
    if (data.tapes > 1) body += textAt(2, y + 20, `tape ${i + 1}`, `font-size="11" fill="${PALE}"`);
    if (low > bounds[0]) body += textAt(left - 14, y + 20, "\u22ef", `fill="${PALE}"`);
    for (let c = low; c <= high; c++) {
      const here = c === head, written = tape.has(c), middle = x + size / 2;
      body += `<rect x="${x}" y="${y}" width="${size}" height="28" fill="#ffffff" stroke="${LINE}"/>` +
        textAt(middle, y + 19, written ? shortOf(data.alphabet[tape.get(c)], 6) : blank,
          `text-anchor="middle"${written ? "" : ` fill="${PALE}"`}${here ? ' font-weight="bold"' : ""}`);
      if (c % 5 === 0 || here) body += textAt(middle, y - 4, c, `text-anchor="middle" font-size="10" fill="${PALE}"`);
      if (here) {
        body += `<path d="M${middle} ${y + 31}l6 10h-12z" fill="${INK}"/>` +
          textAt(middle + 12, y + 43, i === 0 ? state : "", 'font-weight="bold"');
      }
      x += size;
    }
    if (head !== undefined) {
      body += `<rect x="${left + (head - low) * size}" y="${y}" width="${size}" height="28" fill="none" stroke="${INK}" stroke-width="2.6"/>`;
    }
    if (high < bounds[1]) body += textAt(x + 3, y + 20, "\u22ef", `fill="${PALE}"`);
    const after = head === undefined ? 0 : left + (head - low + 0.5) * size + 16;
    width = Math.max(width, x + 22, i === 0 ? after + [...state].length * 8 : 0);
    y += data.tapes > 1 && i ? 62 : 66;
  });
  return { width: Math.ceil(width), height: y - 12, body };
}

// The margin of every token as a bar, the smallest of a group where there are more tokens than pixels.
function marginStrip(margins, t, wrong, width) {
  const height = 56, base = 42, count = margins.length;
  if (!count) return { width, height, body: "" };
  let most = margins[0];
  for (const m of margins) if (m > most) most = m;
  const columns = Math.min(count, Math.max(1, Math.floor(width - 4)));
  const step = Math.min(24, (width - 4) / columns);
  let body = "";
  for (let i = 0; i < columns; i++) {
    const from = Math.floor((i * count) / columns), to = Math.max(from + 1, Math.floor(((i + 1) * count) / columns));
    let least = margins[from], bad = false;
    for (let j = from; j < to; j++) {
      if (margins[j] < least) least = margins[j];
      bad = bad || wrong.has(j);
    }
    const h = Math.max(2, share(least, most, 34)), x = 2 + i * step;
    body += `<rect x="${x.toFixed(2)}" y="${(base - h).toFixed(2)}" width="${Math.max(0.8, step - (step > 3 ? 1 : 0)).toFixed(2)}" ` +
      `height="${h.toFixed(2)}" fill="${least ? "#6f93b8" : "#ffffff"}" stroke="${least ? "none" : INK}"/>`;
    if (bad && (step > 5 || i === Math.floor((Math.min(...wrong) * columns) / count))) {
      body += textAt((x + step / 2).toFixed(2), base - h - 1, "\u2260", 'font-size="9" text-anchor="middle" fill="#a11212"');
    }
  }
  if (t >= 0) {
    const x = 2 + ((t + 0.5) * step * columns) / count;
    body += `<path d="M${x} ${base + 2}l5 9h-10z" fill="${INK}"/><path d="M${x} 2V${base}" stroke="${INK}" stroke-width="1" stroke-dasharray="3 2"/>`;
  }
  return { width, height, body };
}
