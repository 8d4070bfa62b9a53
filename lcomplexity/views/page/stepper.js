"use strict";
// The page: one state (input, token, changed weight), drawn anew whenever it changes, and kept in the address.

(function () {
  const byId = (id) => document.getElementById(id);
  let errors = 0;
  window.addEventListener("error", (event) => {
    errors += 1;
    document.documentElement.dataset.errors = String(errors);
    byId("error").hidden = false;
    byId("error").textContent = `This page has a fault: ${event.message}`;
  });

  const data = JSON.parse(byId("data").textContent);
  const model = data.predictor, names = model.vocabulary, face = interfaceOf(data.interface);
  const truth = predictorOf(model, null);
  const machine = data.machine ? machineOf(data.machine) : null;
  // at: tokens chosen so far, the last of them being looked at; 0 is the prompt alone.
  const state = { input: data.input, at: 0, change: null };
  let predictor = truth, run = null, timer = null;

  function decoded(input) {
    const { prompt, fault } = face.prompt(input);
    if (fault) return { fault };
    if (prompt.length !== model.n) return { fault: `The prompt has ${prompt.length} tokens; this predictor reads ${model.n}.` };
    if (prompt.some((token) => !(token >= 0 && token < names.length))) return { fault: "The prompt has a token outside the vocabulary." };
    const real = truth.decode(prompt), made = predictor === truth ? real : predictor.decode(prompt);
    const wrong = new Set();
    for (let t = 0; t < Math.max(real.chain.length, made.chain.length); t++) if (made.chain[t] !== real.chain[t]) wrong.add(t);
    const result = { prompt, real, made, chain: made.chain, margins: made.margins, wrong, moments: [], simulated: [], bounds: [0, 0] };
    if (machine) {
      const symbols = face.symbols(input);
      result.moments = machine.moments(symbols, prompt, made.chain);
      result.simulated = machine.simulated(symbols, result.moments);
      result.equal = result.moments.map((m, i) => machine.same(m, result.simulated[i]));
      const cells = [0, Math.max(0, symbols.length - 1)];
      for (const m of result.moments) {
        cells.push(...m.heads);
        for (const tape of m.tapes) for (const c of tape.keys()) cells.push(c);
      }
      result.bounds = [cells.reduce((a, b) => Math.min(a, b)), cells.reduce((a, b) => Math.max(a, b))];
    }
    return result;
  }

  function momentAt(at) {
    let found = -1;
    run.moments.forEach((m, i) => { if (m.known <= at) found = i; });
    return found;
  }

  function contextAt(at) {
    return run.prompt.concat(run.chain.slice(0, Math.max(0, at - 1)));
  }

  function ribbonOf(at, f) {
    return ribbon({
      names, n: model.n, context: contextAt(at), token: f ? f.winner : null, t: at - 1, reads: f ? f.reads : [], wrong: run.wrong,
    });
  }

  function frameAt(at) {
    return at > 0 ? predictor.frame(at - 1, contextAt(at)) : null;
  }

  function sayOf(at, f) {
    if (!f) return run.chain.length ? "The prompt. Step to see the first token chosen." : "This chain has no tokens.";
    const wrong = run.wrong.has(at - 1);
    const real = run.real.chain[at - 1];
    return `Token ${at} of ${run.chain.length}: ${labelOf(names[f.winner])}, score ${numberText(f.scores[f.winner])}; runner-up ` +
      `${labelOf(names[f.runnerUp])}, score ${numberText(f.scores[f.runnerUp])}; margin ${numberText(f.margin)}.` +
      (wrong ? ` The true chain has ${real === undefined ? "ended" : labelOf(names[real])} here.` : "");
  }

  function momentText(i) {
    const m = run.moments[i];
    const verdict = data.machine.verdicts[data.machine.states.indexOf(m.state)];
    const stopped = verdict && verdict !== "limit" ? ` (stopped: ${verdict})` : "";
    return `Step ${m.step}: state ${labelOf(m.state)}${stopped}, head${m.heads.length === 1 ? "" : "s"} at ${m.heads.join(", ") || "?"}.`;
  }

  function show() {
    const { at } = state, f = frameAt(at), T = run.chain.length;
    byId("slider").max = T;
    byId("slider").value = at;
    byId("slider").setAttribute("aria-valuetext", f ? `token ${at}, ${labelOf(names[f.winner])}` : "prompt");
    byId("of").textContent = `${at} / ${T}`;
    byId("go").max = T;
    for (const id of ["first", "back"]) byId(id).disabled = at === 0;
    for (const id of ["step", "last"]) byId(id).disabled = at >= T;
    byId("say").textContent = sayOf(at, f);
    const drawn = ribbonOf(at, f), strip = byId("ribbon");
    strip.innerHTML = svgOf(drawn, f ? `Tokens up to token ${at}; it reads ${f.reads.map((r) => `${r.letter}: position ${r.position}, ${labelOf(names[r.found])}`).join("; ") || "nothing"}` : "The prompt");
    // The token looked at is the last one drawn.
    strip.scrollLeft = drawn.cursor ? strip.scrollWidth : 0;
    showScores(f);
    showMachine(at);
    const width = Math.max(240, byId("margins").clientWidth || 600);
    let least = null;
    run.margins.forEach((m, t) => { if (least === null || m < run.margins[least]) least = t; });
    byId("margins").innerHTML = run.margins.length === 0 ? "" : svgOf(marginStrip(run.margins, at - 1, run.wrong, width), "Margin of every token");
    byId("margins-text").textContent = least === null ? "" :
      `Smallest margin ${numberText(run.margins[least])}, first at token ${least + 1}; the triangle marks the token looked at.`;
    address();
  }

  function showScores(f) {
    byId("bars").innerHTML = f ? svgOf(bars(model, f, Math.max(300, byId("bars").clientWidth || 600)), sayOf(state.at, f)) : "";
    byId("margin").textContent = f ? `margin ${numberText(f.margin)} = ${numberText(f.scores[f.winner])} \u2212 ${f.scores[f.runnerUp] < 0 ? "(" : ""}${numberText(f.scores[f.runnerUp])}${f.scores[f.runnerUp] < 0 ? ")" : ""}` : "Nothing is chosen yet.";
    showWeights(f);
    const reads = byId("break-read"), tokens = byId("break-token");
    reads.replaceChildren();
    tokens.replaceChildren();
    if (f) {
      for (const r of f.reads) reads.add(new Option(`${r.letter}: ${shortOf(names[r.found], 16)} at ${r.position}`, r.letter));
      for (const D of f.ranking.slice(0, CANDIDATES)) tokens.add(new Option(shortOf(names[D], 18), String(D)));
    }
    byId("breakform").querySelector("button").disabled = !f || !f.reads.length;
  }

  const MOST_ROWS = 40;

  function showWeights(f) {
    const box = byId("weights");
    box.replaceChildren();
    if (!f) return;
    const best = f.ranking.slice(0, CANDIDATES);
    const cellOf = (tag, text, scope) => {
      const cell = document.createElement(tag);
      cell.textContent = text;
      if (scope) cell.scope = scope;
      return cell;
    };
    const table = document.createElement("table");
    const head = table.createTHead().insertRow();
    head.append(cellOf("th", "read", "col"), ...best.map((D) => cellOf("th", shortOf(names[D], 14) + (D === f.winner ? " \u2605" : ""), "col")));
    const speaking = f.reads.filter((r) => best.some((D) => r.parts[D]));
    const silent = f.reads.filter((r) => !best.some((D) => r.parts[D]));
    const rows = speaking.concat(silent).slice(0, MOST_ROWS).sort((a, b) => a.position - b.position);
    const body = table.createTBody();
    for (const r of rows) {
      const row = body.insertRow();
      row.append(cellOf("th", `${r.letter}: ${shortOf(names[r.found], 14)} at ${r.position}`, "row"));
      for (const D of best) {
        const cell = cellOf("td", r.parts[D] ? shortOf(numberText(r.parts[D]), 18) : "\u00b7");
        if (!r.parts[D]) cell.className = "none";
        row.append(cell);
      }
    }
    if (rows.length < f.reads.length) {
      const row = body.insertRow(), cell = row.insertCell();
      cell.colSpan = best.length + 1;
      cell.textContent = `and ${f.reads.length - rows.length} more positions read`;
    }
    const foot = table.createTFoot().insertRow();
    foot.append(cellOf("th", "score", "row"), ...best.map((D) => cellOf("td", shortOf(numberText(f.scores[D]), 18))));
    box.append(table);
  }

  function showMachine(at) {
    const section = byId("machine"), box = section.querySelector(".scroll"), tick = byId("tick");
    if (!machine) {
      box.textContent = data.no_machine;
      tick.textContent = "";
      byId("turn").hidden = true;
      byId("change").textContent = "next other token";
      byId("change").title = "To the next token that differs from the one before (N)";
      return;
    }
    const i = momentAt(at);
    if (i < 0) {
      box.innerHTML = "";
      tick.textContent = "The tokens so far do not say a whole configuration yet.";
      return;
    }
    const most = Math.max(7, Math.floor(((box.clientWidth || 600) - 52) / 28));
    box.innerHTML = svgOf(machineDrawing(data.machine, run.moments[i], run.bounds, most), momentText(i));
    const good = run.equal.filter((e) => e).length;
    tick.textContent = `${momentText(i)} ${run.equal[i] ? "\u2713 Equals" : "\u2717 Differs from"} the simulator at this step` +
      (run.equal[i] ? "" : ` (there: state ${labelOf(run.simulated[i].state)}, head at ${run.simulated[i].heads.join(", ")})`) +
      `. In the whole chain: ${good === run.equal.length ? "\u2713" : "\u2717"} ${good} of ${run.equal.length} configurations equal.`;
  }

  function address() {
    const parts = [`t=${state.at}`];
    if (state.input !== data.input) parts.push(`x=${encodeURIComponent(state.input)}`);
    if (state.change) {
      const c = state.change;
      parts.push(`w=${[c.rule, c.coordinate, c.read, c.found, c.value, c.add].join(",")}`);
    }
    const hash = `#${parts.join("&")}`;
    if (location.hash !== hash) {
      // Some browsers let no page loaded from a file change its address.
      try { history.replaceState(null, "", hash); } catch (e) { location.hash = hash; }
    }
  }

  function changeFrom(text) {
    const [rule, coordinate, read, found, value, add] = text.split(",").map(Number);
    const change = { rule, coordinate, read, found, value, add };
    return truth.fits(change) ? change : null;
  }

  function fromAddress() {
    const given = new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B"));
    const input = given.has("x") ? given.get("x") : data.input;
    const change = given.has("w") ? changeFrom(given.get("w")) : null;
    load(input, change, given.has("t") ? Number(given.get("t")) : 0);
  }

  function load(input, change, at) {
    const before = predictor;
    predictor = change ? predictorOf(model, change) : truth;
    const next = decoded(input);
    byId("fault").textContent = next.fault || "";
    if (next.fault) {
      predictor = before;
      if (run) return false;
      // An address with an input that is none: the page's own is shown, and the fault stays.
      load(data.input, null, 0);
      byId("fault").textContent = next.fault;
      return false;
    }
    run = next;
    if (input === data.input && run.real.chain.join() !== data.chain.join()) {
      throw new Error("this page decodes another chain than the one it was made with");
    }
    state.input = input;
    state.change = change;
    state.at = clamped(at);
    byId("input").value = input;
    byId("answer").textContent = `answer: ${face.answer(run.chain) || "(empty)"}`;
    byId("repair").disabled = !change;
    byId("broken").textContent = change ? brokenText() : "";
    show();
    return true;
  }

  function brokenText() {
    const c = state.change, first = run.wrong.size ? Math.min(...run.wrong) : -1;
    const what = `Rule ${model.names[c.rule]}, read ${c.read + 1} of coordinate ${c.coordinate + 1}: where it finds ${labelOf(names[c.found])}, its weight is changed by ${c.add}.`;
    if (first < 0) return `${what} Every token is still right on this input.`;
    const word = (chain) => (first < chain.length ? labelOf(names[chain[first]]) : "(ended)");
    return `${what} \u2260 First wrong token: ${first + 1}, ${word(run.chain)} instead of ${word(run.real.chain)}; ${run.wrong.size} of ${Math.max(run.chain.length, run.real.chain.length)} tokens are wrong.`;
  }

  function clamped(at) {
    return Number.isFinite(at) ? Math.max(0, Math.min(run.chain.length, Math.round(at))) : 0;
  }

  function go(at) {
    state.at = clamped(at);
    show();
  }

  function nextChange() {
    if (machine) {
      const i = momentAt(state.at), now = i < 0 ? null : run.moments[i].state;
      for (let j = i + 1; j < run.moments.length; j++) {
        if (run.moments[j].state !== now) return go(run.moments[j].known);
      }
    } else {
      for (let t = state.at; t < run.chain.length; t++) {
        if (t > 0 && run.chain[t] !== run.chain[t - 1] && t + 1 > state.at) return go(t + 1);
      }
    }
    return go(run.chain.length);
  }

  // A head turns at the step before which it moved one way and after which it moves the other.
  function nextTurn() {
    if (!machine) return null;
    for (let i = 0; i < run.moments.length; i++) {
      if (run.moments[i].known <= state.at) continue;
      for (let k = 0; k < data.machine.tapes; k++) {
        let was = 0;
        for (let j = i; j > 0 && !was; j--) was = Math.sign(run.moments[j].heads[k] - run.moments[j - 1].heads[k]);
        const next = run.moments[i + 1];
        const will = next ? Math.sign(next.heads[k] - run.moments[i].heads[k]) : 0;
        if (was * will < 0) return go(run.moments[i].known);
      }
    }
    return go(run.chain.length);
  }

  function toggle() {
    const on = timer === null;
    if (on && state.at >= run.chain.length) state.at = 0;
    clearInterval(timer);
    timer = on ? setInterval(() => {
      if (state.at >= run.chain.length) toggle();
      else go(state.at + 1);
    }, 1000 / Number(byId("speed").value)) : null;
    byId("run").textContent = on ? "stop" : "run";
    byId("run").setAttribute("aria-pressed", String(on));
    // Not read out while tokens pass by.
    byId("say").setAttribute("aria-live", on ? "off" : "polite");
  }

  function wholeFrame(at, width) {
    const f = frameAt(at), parts = [ribbonOf(at, f)];
    if (f) {
      const said = sayOf(at, f), row = Math.floor(width / 7.6), lines = [];
      for (const word of said.split(" ")) {
        if (lines.length && lines[lines.length - 1].length + word.length < row) lines[lines.length - 1] += ` ${word}`;
        else lines.push(word);
      }
      parts.push(bars(model, f, width), {
        width, height: 6 + 16 * lines.length, body: lines.map((line, i) => textAt(8, 14 + 16 * i, line, 'font-size="12"')).join(""),
      });
    }
    const i = machine ? momentAt(at) : -1;
    if (i >= 0) {
      parts.push(machineDrawing(data.machine, run.moments[i], run.bounds, Math.floor(width / 28)), {
        width, height: 20, body: textAt(8, 12, `${momentText(i)} ${run.equal[i] ? "\u2713 Equals" : "\u2717 Differs from"} the simulator.`, 'font-size="12"'),
      });
    }
    return stacked(parts);
  }

  function svgText() {
    return svgOf(wholeFrame(state.at, 640), sayOf(state.at, frameAt(state.at))) + "\n";
  }

  function tikzText(at) {
    const f = frameAt(at), i = machine ? momentAt(at) : -1;
    if (!f) return "% the prompt alone: step to a token first\n";
    return tikzOf({
      names, n: model.n, context: contextAt(at), token: f.winner, t: at - 1, f,
      machine: i < 0 ? null : machine.record(run.moments[i]), blank: machine ? data.machine.alphabet[data.machine.blank] : "",
    });
  }

  function jsonText(at) {
    const f = frameAt(at), i = machine ? momentAt(at) : -1;
    const record = f ? recordOf(model, f) : { t: 0 };
    return JSON.stringify({
      input: state.input, ...record, machine: i < 0 ? null : { ...machine.record(run.moments[i]), equals_simulator: run.equal[i] },
    }) + "\n";
  }

  async function copy(text) {
    byId("copied-label").hidden = false;
    const box = byId("copied");
    box.value = text;
    try {
      await navigator.clipboard.writeText(text);
    } catch (e) {
      // Without leave to use the clipboard the text is there, selected, to be copied by hand.
      box.focus();
      box.select();
    }
  }

  function printed(from, to) {
    const box = byId("frames");
    box.replaceChildren();
    for (let at = from; at <= to; at++) {
      const figure = document.createElement("figure");
      figure.className = "frame";
      const title = document.createElement("h2");
      title.textContent = `${data.title}, input ${state.input || "(empty)"}: token ${at} of ${run.chain.length}`;
      figure.append(title);
      const drawing = document.createElement("div");
      drawing.innerHTML = svgOf(wholeFrame(at, 900), title.textContent);
      figure.append(drawing);
      box.append(figure);
    }
    document.body.classList.add("framed");
  }

  const MOST_PAGES = 200;
  byId("printform").addEventListener("submit", (event) => {
    event.preventDefault();
    const from = clamped(Number(byId("print-from").value || state.at)), to = clamped(Number(byId("print-to").value || from));
    printed(from, Math.min(Math.max(from, to), from + MOST_PAGES - 1));
    window.print();
  });
  window.addEventListener("beforeprint", () => {
    if (!document.body.classList.contains("framed")) printed(state.at, state.at);
  });
  window.addEventListener("afterprint", () => {
    document.body.classList.remove("framed");
    byId("frames").replaceChildren();
  });

  byId("first").addEventListener("click", () => go(0));
  byId("back").addEventListener("click", () => go(state.at - 1));
  byId("step").addEventListener("click", () => go(state.at + 1));
  byId("last").addEventListener("click", () => go(run.chain.length));
  byId("run").addEventListener("click", toggle);
  byId("speed").addEventListener("change", () => {
    if (timer !== null) {
      toggle();
      toggle();
    }
  });
  byId("change").addEventListener("click", nextChange);
  byId("turn").addEventListener("click", nextTurn);
  byId("slider").addEventListener("input", (event) => go(Number(event.target.value)));
  byId("goform").addEventListener("submit", (event) => {
    event.preventDefault();
    if (byId("go").value !== "") go(Number(byId("go").value));
  });
  byId("inputform").addEventListener("submit", (event) => {
    event.preventDefault();
    load(byId("input").value, state.change, 0);
  });
  byId("breakform").addEventListener("submit", (event) => {
    event.preventDefault();
    const add = Number(byId("break-add").value), f = frameAt(state.at);
    if (!f) return;
    const r = f.reads.find((read) => read.letter === byId("break-read").value);
    if (!Number.isInteger(add) || Math.abs(add) > 1e9 || !add) {
      byId("broken").textContent = "Give a whole number other than 0, at most 1000000000 in size.";
      return;
    }
    const place = truth.weightAt(state.at - 1, r.position, r.found, Number(byId("break-token").value));
    if (!place) {
      byId("broken").textContent = `Position ${r.position} (${r.letter}) has no say about this token: none of its reads gives it a value. Choose another.`;
      return;
    }
    const at = state.at;
    load(state.input, { ...place, add }, at);
    if (run.wrong.size) go(Math.min(...run.wrong) + 1);
  });
  byId("repair").addEventListener("click", () => load(state.input, null, state.at));
  byId("copy-svg").addEventListener("click", () => copy(svgText()));
  byId("copy-tikz").addEventListener("click", () => copy(tikzText(state.at)));
  byId("copy-json").addEventListener("click", () => copy(jsonText(state.at)));
  byId("margins").addEventListener("click", (event) => {
    const box = byId("margins").getBoundingClientRect();
    const used = Math.min(24 * run.chain.length, box.width - 4);
    go(Math.ceil(((event.clientX - box.left - 2) / used) * run.chain.length));
  });

  const KEYS = {
    ArrowLeft: () => go(state.at - 1), ArrowRight: () => go(state.at + 1), PageUp: () => go(state.at - 10), PageDown: () => go(state.at + 10),
    Home: () => go(0), End: () => go(run.chain.length), " ": toggle, n: nextChange, t: nextTurn,
    g: () => byId("go").focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const box = event.shiftKey && event.key.startsWith("Arrow") ? event.target.closest(".scroll") : null;
    if (box) {
      box.scrollLeft += { ArrowLeft: -80, ArrowRight: 80 }[event.key] || 0;
      return;
    }
    // A button takes the space bar itself.
    if (event.key === " " && event.target.closest("button, summary")) return;
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  window.addEventListener("hashchange", fromAddress);
  let resizing = null;
  window.addEventListener("resize", () => {
    clearTimeout(resizing);
    resizing = setTimeout(show, 100);
  });

  fromAddress();
  // For tests: what the page computed, compared with what Python says of it.
  window.lcomplexity = { state, frameAt, tikzText, jsonText, svgText, momentAt, printed, get run() { return run; } };
})();
