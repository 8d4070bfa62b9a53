"use strict";
// A frame as TikZ: the same text as lcomplexity/views/tikz.py writes.

function latexOf(name) {
  const special = { "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", $: "\\$", "&": "\\&", "#": "\\#", "^": "\\textasciicircum{}", _: "\\_", "~": "\\textasciitilde{}", "%": "\\%", "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}", '"': "\\textquotedbl{}", "\u2423": "\\textvisiblespace{}", "\u2212": "-" };
  return [...shortOf(name, 18)].map((c) => {
    if (special[c]) return special[c];
    const code = c.codePointAt(0);
    return code < 0x80 ? c : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  }).join("");
}

function hundredths(v) {
  const sign = v < 0 ? "-" : "", size = Math.abs(v);
  return `${sign}${Math.floor(size / 100)}.${String(size % 100).padStart(2, "0")}`;
}

// view: {names, n, context, token, t, f, machine: {state, heads, tapes} as recorded, or null, blank}
function tikzOf(view) {
  const { f } = view, here = view.context.length, lines = [];
  lines.push("\\begin{tikzpicture}[x=1mm,y=1mm,font=\\ttfamily\\footnotesize,text height=1.6ex,text depth=0.4ex]");
  lines.push(`% token ${view.t + 1} of the chain`);
  const wide = (name) => Math.max(6, 2 * [...shortOf(name, 18)].length + 3);
  const of = new Map(f.reads.map((r) => [r.position, r]));
  let x = 0, before = -1;
  const at = new Map();
  const gap = () => {
    lines.push(`\\node at (${x + 3},0) {$\\cdots$};`);
    x += 7;
  };
  for (const p of shownPositions(here, f.reads.map((r) => r.position))) {
    if (p > before + 1) gap();
    const name = view.names[view.context[p]], w = wide(name), r = of.get(p);
    const style = `${r ? "thick" : "thin"}${p < view.n ? ",fill=black!8" : ""}`;
    lines.push(`\\draw[${style}] (${x},-3) rectangle (${x + w},3);`);
    lines.push(`\\node at (${hundredths(100 * x + 50 * w)},0) {${latexOf(name)}};`);
    lines.push(`\\node[font=\\tiny] at (${hundredths(100 * x + 50 * w)},-5) {${p}};`);
    if (r) at.set(p, 100 * x + 50 * w);
    x += w + 1;
    before = p;
  }
  if (here > before + 1) gap();
  const name = view.names[view.token], w = wide(name), middle = 100 * (x + 2) + 50 * w;
  lines.push(`\\draw[very thick] (${x + 2},-3) rectangle (${x + 2 + w},3);`);
  lines.push(`\\node at (${hundredths(middle)},0) {${latexOf(name)}};`);
  lines.push(`\\node[font=\\tiny] at (${hundredths(middle)},-5) {${here}};`);
  for (const [p, a] of at) {
    const up = Math.min(20, 5 + Math.floor((middle - a) / 800));
    lines.push(`\\draw (${hundredths(a)},3) .. controls +(0,${up}) and +(0,${up}) .. (${hundredths(middle)},3);`);
    lines.push(`\\node[draw,circle,inner sep=0.6pt,fill=white,font=\\tiny,text height=1ex,text depth=0ex] at (${hundredths(a)},4.5) {${of.get(p).letter}};`);
  }
  const best = f.ranking.slice(0, CANDIDATES), big = (v) => BigInt(v);
  let down = 0n, up = 0n;
  for (const D of best) {
    let a = 0n, b = 0n;
    for (const r of f.reads) {
      if (r.parts[D] < 0) a -= big(r.parts[D]);
      else b += big(r.parts[D]);
    }
    if (a > down) down = a;
    if (b > up) up = b;
  }
  const whole = down + up || 1n, length = (v) => Number((v * 7000n) / whole), origin = 4000 + length(down);
  let y = -14;
  for (const D of best) {
    lines.push(`\\node[anchor=east] at (38,${y}) {${latexOf(view.names[D])}};`);
    for (const sign of [-1n, 1n]) {
      let from = origin;
      for (const r of f.reads) {
        const part = big(r.parts[D]) * sign;
        if (part <= 0n) continue;
        const to = from + Number(sign) * length(part);
        lines.push(`\\draw (${hundredths(from)},${y - 2}) rectangle (${hundredths(to)},${y + 2});`);
        if (length(part) >= 200) lines.push(`\\node[font=\\tiny] at (${hundredths(Math.floor((from + to) / 2))},${y}) {${r.letter}};`);
        from = to;
      }
    }
    const mark = D === f.winner ? " (winner)" : D === f.runnerUp ? " (runner-up)" : "";
    lines.push(`\\node[anchor=west] at (112,${y}) {${latexOf(numberText(f.scores[D]))}${mark}};`);
    y -= 6;
  }
  lines.push(`\\draw[thick] (${hundredths(origin)},-11) -- (${hundredths(origin)},${y + 3});`);
  lines.push(`\\node[anchor=west] at (38,${y - 1}) {margin ${latexOf(numberText(f.margin))}};`);
  y -= 9;
  if (view.machine) {
    const m = view.machine;
    lines.push(`% step ${m.step} of the machine`);
    m.tapes.forEach((tape, i) => {
      const cells = tape.map(([c]) => c).concat(m.heads.slice(i, i + 1)), of = new Map(tape);
      const head = m.heads[i], low = Math.max(Math.min(...cells, 0), (head || 0) - 12), high = Math.min(Math.max(...cells, 0), low + 24);
      for (let c = low; c <= high; c++) {
        const left = 6 * (c - low);
        lines.push(`\\draw[${c === head ? "very thick" : "thin"}] (${left},${y - 3}) rectangle (${left + 6},${y + 3});`);
        lines.push(`\\node at (${left + 3},${y}) {${latexOf(of.has(c) ? of.get(c) : view.blank)}};`);
      }
      if (head !== undefined) {
        const middle = 6 * (head - low) + 3;
        lines.push(`\\node at (${middle},${y - 6}) {$\\uparrow$};`);
        if (i === 0) lines.push(`\\node[anchor=west] at (${middle + 1},${y - 6}) {${latexOf(m.state)}};`);
      }
      y -= 15;
    });
  }
  lines.push("\\end{tikzpicture}");
  return lines.join("\n") + "\n";
}
