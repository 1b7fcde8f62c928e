"use strict";
// Draws the graph embedded as JSON. Every text of a document is set as text, never as markup; names are keys of
// Map only, so that `__proto__` is a name like any other.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const MANY = 5000; // documents drawn at once; above that, folders
  const LISTED = 200; // links of a list in the panel before it says how many more
  const byId = (id) => document.getElementById(id);
  const canvas = byId("map"), context = canvas.getContext("2d");
  const search = byId("search"), results = byId("results"), panel = byId("panel"), state = byId("state");

  const nodes = data.nodes.map(([id, kind, path, title, status, group, x, y, findings]) => ({
    id, kind, path, title, status, group, x, y, findings: findings || null, out: [], into: [],
    text: `${id}\n${title}\n${path}`.toLowerCase(),
  }));
  const edges = data.edges.map(([source, target, via, where, line, codes]) => ({
    source: nodes[source], target: nodes[target], via, line, codes: codes || null,
    path: where < 0 ? nodes[source].path : data.paths[where],
  }));
  for (const edge of edges) { edge.source.out.push(edge); edge.target.into.push(edge); }
  const names = new Map(nodes.map((node) => [node.id, node]));
  // `DOC009 Data model`, not `DOC009 DOC009: Data model`.
  const named = (node) => {
    const title = node.title.startsWith(node.id) ? node.title.slice(node.id.length).replace(/^[\s:–—-]+/, "") : node.title;
    return title && node.path !== node.id ? `${node.id} ${title}` : node.id;
  };
  const plural = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;

  // -- what is shown ---------------------------------------------------------------------------------

  const FINDINGS = ["error", "warning", "info", "none"];
  const overlaid = nodes.some((n) => n.findings) || edges.some((e) => e.codes);
  const hidden = { kind: new Set(), via: new Set(), status: new Set(), finding: new Set() };
  let view = { mode: "all" }; // or folder + group, or focus + node + depth + direction
  let selected = null, hovered = null;
  let shown = [], drawn = [], discs = null; // visible nodes, visible links, folders when those are shown

  const worst = (node) => FINDINGS.find((s) => node.findings && node.findings[s]) || "none";
  const passes = (node) => !hidden.kind.has(node.kind) && !hidden.status.has(node.status) &&
    (!overlaid || !hidden.finding.has(worst(node)));

  function neighbourhood(start, depth, direction) {
    const distance = new Map([[start, 0]]);
    let front = [start];
    for (let d = 1; d <= depth && front.length; d++) {
      const next = [];
      const visit = (node) => { if (!distance.has(node) && passes(node)) { distance.set(node, d); next.push(node); } };
      for (const node of front) {
        if (direction !== "in") for (const e of node.out) if (!hidden.via.has(e.via)) visit(e.target);
        if (direction !== "out") for (const e of node.into) if (!hidden.via.has(e.via)) visit(e.source);
      }
      front = next;
    }
    return distance;
  }

  function refresh(refit) {
    discs = null;
    const place = (node, x, y) => { node.px = x; node.py = y; };
    if (view.mode === "focus") {
      const distance = neighbourhood(view.node, view.depth, view.direction);
      shown = [...distance.keys()];
      const rings = [];
      for (const node of shown) (rings[distance.get(node)] ||= []).push(node);
      let radius = 0;
      rings.forEach((ring, d) => {
        ring.sort((a, b) => a.group - b.group || (a.id < b.id ? -1 : 1));
        radius = d ? Math.max(radius + 90, ring.length * 3.2) : 0;
        ring.forEach((node, i) => {
          const angle = 2 * Math.PI * (i + d * 0.37) / ring.length - Math.PI / 2;
          place(node, radius * Math.cos(angle), radius * Math.sin(angle));
        });
      });
    } else {
      shown = nodes.filter((n) => passes(n) && (view.mode === "all" || n.group === view.group));
      for (const node of shown) place(node, node.x, node.y);
      if (view.mode === "all" && shown.length > MANY) {
        discs = data.groups.map(([name, x, y, r]) => ({ name, x, y, r, count: 0, bad: 0 }));
        for (const node of shown) { discs[node.group].count++; discs[node.group].bad += worst(node) === "error"; }
      }
    }
    const visible = new Set(shown);
    drawn = edges.filter((e) => !hidden.via.has(e.via) && visible.has(e.source) && visible.has(e.target));
    if (discs) {
      const tied = new Map();
      for (const e of drawn) {
        const a = e.source.group, b = e.target.group;
        if (a !== b) tied.set(a * data.groups.length + b, (tied.get(a * data.groups.length + b) || 0) + 1);
      }
      discs.tied = [...tied].map(([key, count]) =>
        ({ a: Math.floor(key / data.groups.length), b: key % data.groups.length, count }));
    }
    say();
    if (refit) fit(); else draw();
  }

  function say() {
    let text = `${plural(shown.length, "node")} of ${nodes.length.toLocaleString("en")}, ${plural(drawn.length, "link")}`;
    if (view.mode === "focus") text = `Around ${view.node.id}: ${text}`;
    if (view.mode === "folder") text = `Folder ${data.groups[view.group][0]}: ${text}`;
    if (discs) text += `. More than ${MANY.toLocaleString("en")}: folders are shown; open one, search, or filter.`;
    state.textContent = text;
  }

  // -- drawing ---------------------------------------------------------------------------------------

  let scale = 1, left = 0, top = 0, width = 0, height = 0, queued = false, moving = 0;
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const dark = () => document.documentElement.dataset.theme === "dark" ||
    (document.documentElement.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const colour = (kind) => `hsl(${(kind * 137.508 + 205) % 360} ${dark() ? "55% 62%" : "52% 42%"})`;
  const VIA = { link: "#4c8bf5", path: "#8a8f98", mention: "#b0a37a", manifest: "#4aa583", dependency: "#b45bcf", "front-matter": "#d08a3c" };

  function draw() { if (!queued) { queued = true; requestAnimationFrame(paint); } }

  function paint() {
    queued = false;
    // Not measured yet, or hidden: a canvas of no size cannot even be read. The observer draws once there is room.
    if (!width || !height) return;
    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.translate(left, top); context.scale(scale, scale);
    if (discs) paintFolders(); else paintDocuments();
  }

  function label(text, x, y, strong) {
    const cut = text.length > 46 ? `${text.slice(0, 45)}…` : text;
    context.save();
    context.setTransform(devicePixelRatio || 1, 0, 0, devicePixelRatio || 1, 0, 0);
    context.font = `${strong ? "600 " : ""}12px system-ui, sans-serif`;
    context.lineWidth = 3; context.strokeStyle = css("--back"); context.fillStyle = css("--ink");
    context.strokeText(cut, x * scale + left, y * scale + top);
    context.fillText(cut, x * scale + left, y * scale + top);
    context.restore();
  }

  function paintFolders() {
    const most = Math.max(1, ...discs.tied.map((t) => t.count));
    context.strokeStyle = css("--soft");
    for (const { a, b, count } of discs.tied) {
      if (!discs[a].count || !discs[b].count) continue;
      context.globalAlpha = 0.15 + 0.5 * count / most; context.lineWidth = (0.5 + 5 * Math.sqrt(count / most)) / scale;
      context.beginPath(); context.moveTo(discs[a].x, discs[a].y); context.lineTo(discs[b].x, discs[b].y); context.stroke();
    }
    context.globalAlpha = 1;
    for (const disc of discs) {
      if (!disc.count) continue;
      context.beginPath(); context.arc(disc.x, disc.y, disc.r, 0, 7);
      context.fillStyle = css("--disc"); context.fill();
      context.strokeStyle = css(disc.bad ? "--bad" : "--accent"); context.lineWidth = 1.5 / scale; context.stroke();
    }
    const taken = [];
    for (const disc of [...discs].sort((a, b) => b.count - a.count)) {
      if (!disc.count) continue;
      const x = disc.x * scale + left, y = disc.y * scale + top;
      if (taken.some(([a, b]) => Math.abs(a - x) < 110 && Math.abs(b - y) < 15)) continue;
      taken.push([x, y]);
      label(`${disc.name} (${disc.count.toLocaleString("en")})`, disc.x - disc.r * 0.7, disc.y, false);
    }
  }

  function paintDocuments() {
    if (view.mode !== "focus") {
      context.fillStyle = css("--disc");
      const used = new Set(shown.map((n) => n.group));
      for (const g of used) { const [, x, y, r] = data.groups[g]; context.beginPath(); context.arc(x, y, r, 0, 7); context.fill(); }
    }
    const few = drawn.length < 20000;
    if (few || !moving) {
      const near = selected || hovered;
      data.vias.forEach((via, v) => {
        for (const broken of [false, true]) {
          context.beginPath();
          let any = false;
          for (const e of drawn) {
            if (e.via !== v || !!e.codes !== broken) continue;
            any = true; context.moveTo(e.source.px, e.source.py); context.lineTo(e.target.px, e.target.py);
          }
          if (!any) continue;
          context.strokeStyle = broken ? css("--bad") : VIA[via] || css("--soft");
          context.setLineDash(via === "mention" || via === "path" ? [4 / scale, 3 / scale] : []);
          context.globalAlpha = broken ? 0.8 : near ? 0.08 : Math.max(0.06, Math.min(0.45, 900 / (drawn.length + 1)));
          context.lineWidth = 1 / scale; context.stroke();
        }
      });
      context.setLineDash([]);
      if (near) {
        context.globalAlpha = 0.9; context.lineWidth = 1.4 / scale;
        const visible = new Set(shown);
        for (const e of [...near.out, ...near.into]) {
          if (hidden.via.has(e.via) || !visible.has(e.source) || !visible.has(e.target)) continue;
          context.strokeStyle = e.codes ? css("--bad") : VIA[data.vias[e.via]] || css("--soft");
          context.beginPath(); context.moveTo(e.source.px, e.source.py); context.lineTo(e.target.px, e.target.py); context.stroke();
          const angle = Math.atan2(e.target.py - e.source.py, e.target.px - e.source.px), s = 6 / scale;
          const x = e.target.px - 5 * Math.cos(angle), y = e.target.py - 5 * Math.sin(angle);
          context.beginPath(); context.moveTo(x, y);
          context.lineTo(x - s * Math.cos(angle - 0.4), y - s * Math.sin(angle - 0.4));
          context.lineTo(x - s * Math.cos(angle + 0.4), y - s * Math.sin(angle + 0.4));
          context.fillStyle = context.strokeStyle; context.fill();
        }
      }
    }
    context.globalAlpha = 1;
    if (view.mode === "all") {
      for (const g of new Set(shown.map((n) => n.group))) {
        const [name, x, y, r] = data.groups[g];
        if (r * scale > 28) label(name.split("/").slice(-2).join("/"), x - r * 0.7, y - r - 4 / scale, true);
      }
    }
    for (let kind = 0; kind < data.kinds.length; kind++) {
      context.fillStyle = colour(kind); context.beginPath();
      for (const n of shown) if (n.kind === kind) { context.moveTo(n.px + 3.5, n.py); context.arc(n.px, n.py, 3.5, 0, 7); }
      context.fill();
    }
    context.strokeStyle = css("--bad"); context.lineWidth = 1.5 / scale; context.beginPath();
    for (const n of shown) if (n.findings && n.findings.error) { context.moveTo(n.px + 5, n.py); context.arc(n.px, n.py, 5, 0, 7); }
    context.stroke();
    for (const n of [selected, hovered]) {
      if (!n || !shown.includes(n)) continue;
      context.strokeStyle = css("--ink"); context.lineWidth = 2 / scale;
      context.beginPath(); context.arc(n.px, n.py, 6, 0, 7); context.stroke();
    }
    const close = new Set();
    for (const n of [selected, hovered]) if (n) { close.add(n); for (const e of n.out) close.add(e.target); for (const e of n.into) close.add(e.source); }
    const taken = [];
    const inView = (n) => { const x = n.px * scale + left, y = n.py * scale + top; return x > -50 && y > -10 && x < width && y < height; };
    const ranked = shown.filter(inView).sort((a, b) => (b === selected) - (a === selected) || (b === hovered) - (a === hovered) ||
      close.has(b) - close.has(a) || b.into.length - a.into.length);
    for (const n of ranked.slice(0, 400)) {
      const x = (n.px + 4) * scale + left + 3, y = n.py * scale + top + 4;
      if (taken.length > 90) break;
      if (n !== selected && n !== hovered && taken.some(([a, b]) => Math.abs(a - x) < 120 && Math.abs(b - y) < 14)) continue;
      taken.push([x, y]);
      label(n.path === n.id ? n.id.split("/").pop() : n.id, n.px + 4 + 3 / scale, n.py + 4 / scale, n === selected);
    }
  }

  function fit() {
    const box = discs ? discs.filter((d) => d.count).map((d) => [d.x - d.r, d.y - d.r, d.x + d.r, d.y + d.r])
      : shown.map((n) => [n.px - 8, n.py - 8, n.px + 8, n.py + 8]);
    if (!box.length) { draw(); return; }
    let [a, b, c, d] = box[0];
    for (const [x, y, z, w] of box) { a = Math.min(a, x); b = Math.min(b, y); c = Math.max(c, z); d = Math.max(d, w); }
    scale = Math.min(4, (width - 120) / (c - a + 1), (height - 90) / (d - b + 1));
    scale = Math.max(scale, 0.001);
    left = width / 2 - scale * (a + c) / 2; top = height / 2 + 15 - scale * (b + d) / 2;
    draw();
  }

  function zoom(factor, x = width / 2, y = height / 2) {
    factor = Math.min(40, Math.max(0.001, scale * factor)) / scale;
    left = x - (x - left) * factor; top = y - (y - top) * factor; scale *= factor;
    settle();
  }

  function settle() { // many links are left out while the map moves
    clearTimeout(moving); moving = setTimeout(() => { moving = 0; draw(); }, 120); draw();
  }

  // -- choosing --------------------------------------------------------------------------------------

  function nearest(x, y, reach) {
    const mx = (x - left) / scale, my = (y - top) / scale;
    if (discs) return discs.findIndex((d) => d.count && Math.hypot(d.x - mx, d.y - my) <= d.r);
    let best = null, least = reach / scale;
    for (const n of shown) { const d = Math.hypot(n.px - mx, n.py - my); if (d <= least) { least = d; best = n; } }
    return best;
  }

  function openFolder(group) { view = { mode: "folder", group }; refresh(true); }

  function focus(node, depth = 1, direction = "both") {
    selected = node; view = { mode: "focus", node, depth, direction };
    fill(node); refresh(true);
  }

  function select(node) { selected = node; fill(node); draw(); }

  function home() { view = { mode: "all" }; selected = null; empty(); refresh(true); }

  function make(tag, text, className) {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function button(text, action, className) {
    const element = make("button", text, className);
    element.type = "button"; element.addEventListener("click", action);
    return element;
  }

  function empty() { panel.replaceChildren(make("p", "Choose a document: search for it, or click it on the map.", "hint")); }

  function fill(node) {
    const parts = [make("h2", node.id), make("p", node.title === node.id ? "" : node.title)];
    const table = make("dl");
    const fields = [["kind", data.kinds[node.kind]], ["path", node.path], ["status", data.statuses[node.status]]];
    if (node.findings) fields.push(["findings", Object.entries(node.findings).map(([s, n]) => plural(n, s)).join(", ")]);
    for (const [name, value] of fields) if (value) table.append(make("dt", name), make("dd", value));
    parts.push(table);
    const row = make("div", undefined, "row");
    const depth = make("select"), direction = make("select");
    depth.setAttribute("aria-label", "How many links away"); direction.setAttribute("aria-label", "Direction");
    for (const n of [1, 2, 3]) depth.append(new Option(plural(n, "link"), String(n)));
    for (const [value, text] of [["both", "both ways"], ["in", "what rests on it"], ["out", "what it rests on"]]) direction.append(new Option(text, value));
    if (view.mode === "focus" && view.node === node) { depth.value = String(view.depth); direction.value = view.direction; }
    row.append(button("Focus", () => focus(node, Number(depth.value), direction.value)), depth, direction);
    parts.push(row, ...list("Links out", node.out, "target"), ...list("Links in", node.into, "source"));
    const inside = panel.contains(document.activeElement);
    panel.replaceChildren(...parts);
    panel.scrollTop = 0;
    if (inside) panel.querySelector("button").focus(); // what had the focus is gone
  }

  function list(title, links, end) {
    const element = make("ul");
    for (const link of links.slice(0, LISTED)) {
      const item = make("li");
      const other = link[end];
      item.append(button(named(other), () => focus(other), "link"));
      item.append(make("div", `${data.vias[link.via]}  ${link.path}:${link.line}`, "place"));
      if (link.codes) item.append(make("div", link.codes.join(" "), "bad"));
      element.append(item);
    }
    if (links.length > LISTED) element.append(make("li", `and ${(links.length - LISTED).toLocaleString("en")} more`, "hint"));
    return [make("h3", `${title} (${links.length.toLocaleString("en")})`), element];
  }

  // -- search ----------------------------------------------------------------------------------------

  let found = [], at = -1;

  function look() {
    const wanted = search.value.trim().toLowerCase();
    const rank = (n) => (n.id.toLowerCase() === wanted ? 0 : n.id.toLowerCase().startsWith(wanted) ? 1 : n.title.toLowerCase().startsWith(wanted) ? 2 : 3);
    found = wanted ? nodes.filter((n) => n.text.includes(wanted)).map((n) => [rank(n), n]).sort((a, b) => a[0] - b[0] || (a[1].id < b[1].id ? -1 : 1)).slice(0, 20).map(([, n]) => n) : [];
    at = found.length ? 0 : -1;
    results.replaceChildren(...found.map((node, i) => {
      const item = make("li", node.id); item.id = `result-${i}`; item.setAttribute("role", "option");
      if (node.title !== node.id) item.append(make("small", node.title));
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(i); });
      return item;
    }));
    if (wanted && !found.length) {
      const none = make("li", "no such document", "hint");
      none.setAttribute("role", "option"); none.setAttribute("aria-disabled", "true");
      results.append(none);
    }
    results.hidden = !wanted;
    search.setAttribute("aria-expanded", String(!results.hidden));
    mark();
  }

  function mark() {
    [...results.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    if (at >= 0) { search.setAttribute("aria-activedescendant", `result-${at}`); results.children[at].scrollIntoView({ block: "nearest" }); }
    else search.removeAttribute("aria-activedescendant");
  }

  function choose(i) { const node = found[i]; close(); focus(node); }
  function close() {
    results.hidden = true; search.setAttribute("aria-expanded", "false");
    search.removeAttribute("aria-activedescendant"); at = -1;
  }

  search.addEventListener("input", look);
  search.addEventListener("blur", close);
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (found.length) results.hidden = false, at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      mark(); event.preventDefault();
    } else if (event.key === "Enter" && at >= 0) { choose(at); event.preventDefault(); }
    else if (event.key === "Escape") { search.value = ""; close(); event.stopPropagation(); }
  });

  // -- filters ---------------------------------------------------------------------------------------

  function filter(title, sort, entries) {
    if (entries.length < 2) return;
    const field = make("fieldset");
    field.append(make("legend", title));
    for (const [value, name, count, swatch] of entries) {
      const line = make("label"), box = make("input");
      box.type = "checkbox"; box.checked = true; box.dataset.filter = sort; box.dataset.name = name;
      box.addEventListener("change", () => {
        if (box.checked) hidden[sort].delete(value); else hidden[sort].add(value);
        refresh(false);
      });
      line.append(box);
      if (swatch) { const dot = make("span", undefined, "swatch"); dot.style.background = swatch; dot.dataset.kind = value; line.append(dot); }
      line.append(make("span", name || "(none)"), make("span", count.toLocaleString("en")));
      field.append(line);
    }
    byId("filters").append(field);
  }

  function counted(list, key, size) {
    const counts = new Array(size).fill(0);
    for (const item of list) counts[item[key]]++;
    return counts;
  }

  function filters() {
    const kinds = counted(nodes, "kind", data.kinds.length), statuses = counted(nodes, "status", data.statuses.length);
    const vias = counted(edges, "via", data.vias.length);
    filter("Kind", "kind", data.kinds.map((name, i) => [i, name, kinds[i], colour(i)]));
    filter("Via", "via", data.vias.map((name, i) => [i, name, vias[i], VIA[name] || css("--soft")]));
    filter("Status", "status", data.statuses.map((name, i) => [i, name, statuses[i]]));
    if (overlaid) filter("Findings", "finding", FINDINGS.map((s) => [s, s, nodes.filter((n) => worst(n) === s).length]).filter((e) => e[2]));
  }

  // -- pointer, keys, size ---------------------------------------------------------------------------

  let grabbed = null, dragged = false;
  canvas.addEventListener("pointerdown", (event) => { grabbed = [event.offsetX, event.offsetY]; dragged = false; canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => {
    if (grabbed) {
      const [x, y] = grabbed;
      if (dragged || Math.hypot(event.offsetX - x, event.offsetY - y) > 3) {
        dragged = true; left += event.offsetX - x; top += event.offsetY - y; grabbed = [event.offsetX, event.offsetY]; settle();
      }
      return;
    }
    const under = nearest(event.offsetX, event.offsetY, 10);
    canvas.style.cursor = (discs ? under >= 0 : under) ? "pointer" : "grab";
    if (!discs && under !== hovered) { hovered = under; draw(); }
  });
  canvas.addEventListener("pointerup", (event) => {
    grabbed = null;
    if (dragged) return;
    const under = nearest(event.offsetX, event.offsetY, 12);
    if (discs) { if (under >= 0) openFolder(under); }
    else if (under) select(under);
  });
  canvas.addEventListener("pointercancel", () => { grabbed = null; });
  canvas.addEventListener("dblclick", (event) => { const under = nearest(event.offsetX, event.offsetY, 12); if (!discs && under) focus(under); });
  canvas.addEventListener("wheel", (event) => { event.preventDefault(); zoom(Math.exp(-event.deltaY * 0.0015), event.offsetX, event.offsetY); }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (step) { left += step[0]; top += step[1]; settle(); event.preventDefault(); }
    else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "Enter") {
      const under = nearest(width / 2, height / 2, Infinity);
      if (discs) { if (under >= 0) openFolder(under); } else if (under) focus(under);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement.tagName !== "SELECT") home();
    else if (event.key === "/" && !/INPUT|SELECT/.test(document.activeElement.tagName)) { search.focus(); event.preventDefault(); }
  });
  byId("home").addEventListener("click", home);
  byId("plus").addEventListener("click", () => zoom(1.3));
  byId("minus").addEventListener("click", () => zoom(1 / 1.3));
  byId("fit").addEventListener("click", fit);
  byId("theme").addEventListener("click", () => {
    document.documentElement.dataset.theme = dark() ? "light" : "dark"; recolour();
  });
  function recolour() {
    for (const dot of document.querySelectorAll(".swatch")) if (dot.closest("label").querySelector("input").dataset.filter === "kind") dot.style.background = colour(Number(dot.dataset.kind));
    draw();
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);

  let first = true;
  new ResizeObserver(() => {
    width = canvas.clientWidth; height = canvas.clientHeight;
    if (first) { first = false; fit(); } else draw();
  }).observe(canvas);

  // A page may be opened at one document: atlas.html#DOC009
  function openAt() {
    let name = "";
    try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; } // half an escape names nothing
    if (names.has(name)) focus(names.get(name));
    else if (name) state.textContent = `Nothing is called ${name}. ${state.textContent}`;
  }
  addEventListener("hashchange", openAt);
  filters();
  refresh(true);
  openAt();
})();
