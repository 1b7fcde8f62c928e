// Boxes: a squarified treemap (Bruls, Huizing and van Wijk, 2000).
function squarify(items, x, y, width, height) {
  const total = items.reduce((sum, item) => sum + item.size, 0), out = [];
  let rest = [...items].sort((a, b) => b.size - a.size), area = width * height;
  const worst = (row, side, scale) => { const sum = row.reduce((s, i) => s + i.size, 0) * scale, max = row[0].size * scale, min = row[row.length - 1].size * scale; return Math.max((side * side * max) / (sum * sum), (sum * sum) / (side * side * min)); };
  const scale = total ? area / total : 0;
  while (rest.length && width > 0 && height > 0) {
    const side = Math.min(width, height), row = [rest[0]];
    let i = 1;
    while (i < rest.length && worst([...row, rest[i]], side, scale) <= worst(row, side, scale)) row.push(rest[i++]);
    const depth = (row.reduce((s, item) => s + item.size, 0) * scale) / side;
    let along = 0;
    for (const item of row) {
      const length = (item.size * scale) / depth;
      out.push(width >= height ? { item, x, y: y + along, width: depth, height: length } : { item, x: x + along, y, width: length, height: depth });
      along += length;
    }
    if (width >= height) { x += depth; width -= depth; } else { y += depth; height -= depth; }
    rest = rest.slice(row.length);
  }
  return out;
}
const tree = (() => {
  const root = { path: "", name: ".", folders: new Map(), documents: [], count: 0, findings: 0 };
  for (const node of documents) {
    let at = root;
    for (const part of node.path.split("/").slice(0, -1)) {
      if (!at.folders.has(part)) at.folders.set(part, { path: at.path ? `${at.path}/${part}` : part, name: part, folders: new Map(), documents: [], count: 0, findings: 0 });
      at.count++; at.findings += node.findings.length;
      at = at.folders.get(part);
    }
    at.documents.push(node); at.count++; at.findings += node.findings.length;
  }
  return root;
})();
const folderAt = (path) => path.split("/").filter(Boolean).reduce((at, part) => at && at.folders.get(part), tree) || tree;
/** A folder of one folder says nothing: go down to where there is a choice. */
function opened(folder) { while (folder.folders.size === 1 && !folder.documents.length) folder = [...folder.folders.values()][0]; return folder; }
const heat = (count, findings) => { const each = findings / Math.max(1, count); return each === 0 ? 0 : each < 0.5 ? 1 : each < 2 ? 2 : 3; };
const legend = () => h("div", { class: "legend" }, h("span", {}, "size: documents"), [["heat0", "no finding"], ["heat1", "less than one finding for two documents"], ["heat2", "less than two a document"], ["heat3", "two or more a document"]].map(([name, text]) => h("span", {}, h("i", { class: name }), text)));
const HEADER = 20, PAD = 3, DEEP = 3; // pixels, pixels, levels of folders that are shown at once
/** The boxes of a folder, those of its folders within them as far as there is room; the boxes of the first level. */
function drawBoxes(area, folder, href, docHref) {
  area.replaceChildren();
  return area.clientWidth ? fill(area, folder, { x: 0, y: 0, width: area.clientWidth, height: area.clientHeight }, 1, href, docHref) : [];
}
function fill(area, folder, room, level, href, docHref) {
  const items = [...folder.folders.values()].map((f) => ({ folder: f, size: f.count, label: `${f.name}/`, count: f.count, findings: f.findings, href: href(f) }));
  const own = folder.documents;
  if (own.length && (own.length <= 60 || !items.length)) items.push(...own.slice(0, 400).map((n) => ({ node: n, size: 1, label: (n.id === n.path ? short(n) : named(n)) + branch(n), count: 1, findings: n.findings.length, href: docHref(n) })));
  else if (own.length) items.push({ size: own.length, label: `${plural(own.length, "document")} here`, count: own.length, findings: own.reduce((sum, n) => sum + n.findings.length, 0), href: address("documents", { folder: folder.path }), own: true });
  const boxes = squarify(items, room.x, room.y, room.width, room.height);
  for (const { item, x, y, width, height } of boxes) {
    const text = `${item.label}: ${plural(item.count, "document")}, ${plural(item.findings, "finding")}`;
    const readable = width > (item.node ? 84 : 64) && height > 22, nested = item.folder && level < DEEP && width > 150 && height > 90 && (item.folder.folders.size || item.folder.documents.length <= 60);
    const box = h("a", { class: `box ${nested ? "frame-box" : `heat${heat(item.count, item.findings)}`}`, href: item.href, title: text, "aria-label": text, tabindex: readable ? null : "-1", "aria-hidden": readable ? null : "true" },
      readable ? h("span", {}, nested ? text : item.label) : "", readable && !nested && height > 40 ? h("span", {}, item.node ? plural(item.findings, "finding") : `${number(item.count)} · ${plural(item.findings, "finding")}`) : "");
    area.append(place(box, { left: x, top: y, width, height }));
    if (nested) fill(area, item.folder, { x: x + PAD, y: y + HEADER, width: width - 2 * PAD, height: height - HEADER - PAD }, level + 1, href, docHref);
  }
  return boxes;
}
function flows(folder, boxes, area) {
  const at = new Map();
  const centre = new Map();
  for (const box of boxes) if (box.item.folder || box.item.own) centre.set(box.item.folder ? box.item.folder.path : "", { x: box.x + box.width / 2, y: box.y + box.height / 2, name: box.item.label });
  const prefix = folder.path ? `${folder.path}/` : "";
  const child = (path) => { if (!path.startsWith(prefix)) return null; const rest = path.slice(prefix.length), cut = rest.indexOf("/"); return cut < 0 ? "" : prefix + rest.slice(0, cut); };
  for (const link of links) {
    if (!link.source.real || !link.target.real || hubs.has(link.source)) continue;
    const a = child(link.source.path), b = child(link.target.path);
    if (a === null || b === null || a === b) continue;
    const key = `${a}\n${b}`;
    at.set(key, (at.get(key) || 0) + 1);
  }
  const heaviest = [...at].sort((x, y) => y[1] - x[1]).slice(0, 12);
  const all = [...at.values()].reduce((sum, count) => sum + count, 0) || 1, layer = svg("svg", { width: area.clientWidth, height: area.clientHeight, "aria-hidden": "true" });
  for (const [key, count] of heaviest) {
    const [a, b] = key.split("\n").map((name) => centre.get(name));
    if (!a || !b) continue;
    const mx = (a.x + b.x) / 2 + (b.y - a.y) * 0.18, my = (a.y + b.y) / 2 - (b.x - a.x) * 0.18;
    layer.append(svg("path", { d: `M${a.x} ${a.y}Q${mx} ${my} ${b.x} ${b.y}`, "stroke-width": Math.min(9, 1 + (40 * count) / all) }));
  }
  area.append(layer);
  const label = (name) => (name ? `${name.slice(prefix.length)}/` : "documents here");
  return heaviest.map(([key, count]) => { const [a, b] = key.split("\n"); return h("tr", {}, h("th", { scope: "row" }, label(a)), h("td", {}, label(b)), h("td", { class: "number" }, number(count))); });
}
function folderView(root) {
  const folder = opened(folderAt(param("at"))), parts = folder.path.split("/").filter(Boolean);
  const crumbs = h("p", { class: "crumbs said" }, h("a", { href: "#map" }, data.about.name), parts.map((part, i) => [" / ", h("a", { href: address("map", { at: parts.slice(0, i + 1).join("/") }) }, part)]), `: ${plural(folder.count, "document")}, ${plural(folder.findings, "finding")}`);
  const area = h("div", { class: "folders" }), table = h("tbody", {});
  root.append(crumbs, area, legend(), h("div", { class: "card" }, h("h2", {}, "Most links between these folders"), h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "from"), h("th", { scope: "col" }, "to"), h("th", { scope: "col", class: "number" }, "links"))), table)));
  const rows = flows(folder, drawBoxes(area, folder, (f) => address("map", { at: f.path }), (n) => address("map", { mode: "around", doc: n.id })), area);
  table.append(...(rows.length ? rows : [h("tr", {}, h("td", {}, "none"))]));
}
/** What the branch did to a document, where the page compares with a revision. */
const branch = (node) => (node.state === 2 ? " · new" : node.state === 1 ? " · changed" : "");
// -- columns: one row a document, so that no label can meet another -------------------------------------------
const NARROW = 210, WIDE = 340, GAP = 90, ROW = 34, HEAD = 34, MOST = 40;
/** Columns of documents with the links between them; each ordered by where its neighbours stand (barycentres). */
function drawColumns(root, columns, pairs, options) {
  const place_ = new Map(), area = h("div", { class: "columns" }), shown = [];
  columns.forEach((column, c) => {
    let list = column.nodes;
    if (!options.ordered) {
      const mean = (node) => { const near = (pairs.get(node) || []).map((other) => place_.get(other)).filter(Boolean); return near.length ? near.reduce((s, p) => s + p.row, 0) / near.length : 1e6; };
      list = c ? [...list].map((n) => [mean(n), n]).sort((a, b) => a[0] - b[0] || a[1].index - b[1].index).map(([, n]) => n) : list;
    }
    const limit = column.all || options.ordered ? list.length : MOST;
    shown.push(list.slice(0, limit));
    list.slice(0, limit).forEach((node, row) => place_.set(node, { column: c, row }));
  });
  const rowsOf = (c) => shown[c].length + (columns[c].nodes.length > shown[c].length ? 1 : 0), tallest = Math.max(1, ...shown.map((_, c) => rowsOf(c)));
  const WIDTH = Math.max(NARROW, Math.min(WIDE, Math.floor((root.clientWidth - 32 - GAP * (columns.length - 1)) / columns.length)));
  const height = HEAD + ROW * tallest + 16, width = columns.length * (WIDTH + GAP) - GAP + 24;
  const layer = svg("svg", { width, height, "aria-hidden": "true" });
  const x = (c) => 12 + c * (WIDTH + GAP), top = (c, row) => HEAD + (row + (tallest - rowsOf(c)) / 2) * ROW, y = (at) => top(at.column, at.row) + 14;
  const lines = [];
  for (const link of options.links) {
    const a = place_.get(link.source), b = place_.get(link.target);
    if (!a || !b) continue;
    const forward = a.column < b.column, same = a.column === b.column;
    const x1 = forward || same ? x(a.column) + WIDTH : x(a.column), x2 = forward ? x(b.column) : x(b.column) + WIDTH, bend = same ? 40 : (x2 - x1) / 2;
    const path = svg("path", { d: `M${x1} ${y(a)}C${x1 + bend} ${y(a)} ${same ? x2 + bend : x2 - bend} ${y(b)} ${x2} ${y(b)}`, "stroke-width": Math.min(6, 1 + Math.log2(link.count)) });
    // Between neighbours always; others when one asks for a document.
    if (Math.abs(a.column - b.column) !== 1) path.classList.add("far");
    lines.push([link, path]); layer.append(path);
  }
  area.append(layer);
  columns.forEach((column, c) => {
    area.append(place(h("div", { class: "head", title: column.title }, column.title), { left: x(c), top: 8, width: WIDTH }));
    shown[c].forEach((node, row) => {
      const strong = (on) => { for (const [link, path] of lines) path.classList.toggle("strong", on && (link.source === node || link.target === node)); };
      area.append(place(h("a", { class: `node near${Math.min(3, options.distance(node, c))}${node === options.centre ? " centre" : ""}${node.worst === 0 ? " bad" : ""}${node.state === 2 ? " fresh" : ""}`, href: address("map", { mode: options.mode || "around", doc: node.id }), title: `${named(node)} (${node.kind}) ${node.path}`, onmouseenter: () => strong(true), onmouseleave: () => strong(false), onfocus: () => strong(true), onblur: () => strong(false) }, node.id === node.path ? short(node) : named(node), branch(node)), { left: x(c), top: top(c, row), width: WIDTH }));
    });
    const left = column.nodes.length - shown[c].length;
    if (left > 0) area.append(place(h("button", { type: "button", class: "node", onclick: () => { column.all = true; key.remove(); area.parentNode.remove(); drawColumns(root, columns, pairs, options); } }, `and ${number(left)} more`), { left: x(c), top: top(c, shown[c].length), width: WIDTH }));
  });
  place(area, { width, height });
  const box = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Map" }, area);
  const key = h("p", { class: "legend" }, h("span", {}, "stripe: the stronger, the nearer"), h("span", {}, "! has errors"), h("span", {}, "thickness: number of links"), h("span", {}, "point at a document to see all its links"));
  root.append(box, key);
  const centre = options.centre && place_.get(options.centre);
  if (centre) box.scrollLeft = Math.max(0, x(centre.column) - box.clientWidth / 2 + WIDTH / 2);
}
function merged(list, kept) {
  const found_ = new Map();
  for (const link of list) {
    if (!kept.has(link.source) || !kept.has(link.target) || link.source === link.target) continue;
    const key = `${link.source.index} ${link.target.index}`;
    if (!found_.has(key)) found_.set(key, { source: link.source, target: link.target, count: 0 });
    found_.get(key).count++;
  }
  return [...found_.values()];
}
function reach(start, depth, inward) {
  const distance = new Map([[start, 0]]);
  let front = [start];
  for (let d = 1; d <= depth && front.length; d++) {
    const next = [];
    for (const node of front) for (const link of inward ? node.into : node.out) {
      const other = inward ? link.source : link.target;
      if (distance.has(other) || !(other.real || other.kind === "missing")) continue;
      distance.set(other, d);
      if (!hubs.has(other)) next.push(other);
    }
    front = next;
  }
  return distance;
}
const neighbours = (list) => { const near = new Map(); for (const { source: a, target: b } of list) { if (!near.has(a)) near.set(a, []); if (!near.has(b)) near.set(b, []); near.get(a).push(b); near.get(b).push(a); } return near; };
function aroundView(root, node) {
  const depth = Math.min(4, Number(param("depth")) || 1), direction = param("dir") || "both";
  const before = direction === "out" ? new Map() : reach(node, depth, true), behind = direction === "in" ? new Map() : reach(node, depth, false);
  const columns = [];
  const at = (map, d) => [...map].filter(([n, x]) => x === d && n !== node).map(([n]) => n);
  const inward = new Set(before.keys());
  for (let d = depth; d >= 1; d--) if (at(before, d).length) columns.push({ title: d === 1 ? "link to it" : `${d} links away`, nodes: at(before, d), d });
  columns.push({ title: "", nodes: [node], d: 0 });
  for (let d = 1; d <= depth; d++) { const list = at(behind, d).filter((n) => !inward.has(n)); const both = at(behind, d).length - list.length; if (list.length || both) columns.push({ title: `${d === 1 ? "it links to" : `${d} links away`}${both ? `; ${number(both)} more stand on the left` : ""}`, nodes: list, d }); }
  const kept = new Set(columns.flatMap((c) => c.nodes)), list = [...kept].flatMap((n) => n.out), joined = merged(list, kept);
  root.append(h("p", { class: "summary said" }, `${named(node)}: ${plural(kept.size - 1, "document")} around it, ${plural(joined.length, "link")}`, " ", h("a", { href: address("documents", { doc: node.id }) }, "open")));
  // From the centre outwards, so that every column finds its neighbours placed.
  const centreAt = columns.findIndex((c) => c.nodes[0] === node), near = neighbours(joined);
  for (let c = centreAt - 1; c >= 0; c--) columns[c].nodes.sort((a, b) => b.findings.length - a.findings.length || a.index - b.index);
  drawColumns(root, columns, near, { links: joined, centre: node, distance: (n, c) => columns[c].d });
}
function impactView(root, node) {
  const distance = reach(node, 99, true), far = Math.max(...distance.values());
  const columns = [{ title: "changed", nodes: [node] }];
  for (let d = 1; d <= Math.min(far, 12); d++) columns.push({ title: d === 1 ? "read it" : `${d} links away`, nodes: [...distance].filter(([n, x]) => x === d).map(([n]) => n) });
  const kept = new Set(distance.keys()), joined = merged([...kept].flatMap((n) => n.out), kept).filter((l) => distance.get(l.source) === distance.get(l.target) + 1);
  const people = ownersOf([...kept].filter((n) => n !== node), 20);
  root.append(h("p", { class: "summary said" }, `${plural(kept.size - 1, "document")} depend on ${named(node)}`),
    h("p", {}, "Who to ask: ", h("span", { class: "ask" }, people || "no owner is known")));
  drawColumns(root, columns, neighbours(joined), { links: joined, centre: node, mode: "impact", distance: (n, c) => c });
}
function chainOf(a, b) {
  const from = new Map([[a, null]]);
  let front = [a];
  while (front.length && !from.has(b)) {
    const next = [];
    for (const node of front) { if (node !== a && hubs.has(node)) continue; for (const link of node.out) if (!from.has(link.target)) { from.set(link.target, link); next.push(link.target); } }
    front = next;
  }
  if (!from.has(b)) return null;
  const chain = [];
  for (let at = b; from.get(at); at = from.get(at).source) chain.unshift(from.get(at));
  return chain;
}
function whyView(root, a, b) {
  const chain = chainOf(a, b);
  if (!chain) { root.append(h("p", { class: "said" }, `No chain of links leads from ${a.id} to ${b.id}.`), chainOf(b, a) ? h("p", {}, h("a", { href: address("map", { mode: "why", from: b.id, to: a.id }) }, `The other way there is one.`)) : ""); return; }
  root.append(h("p", { class: "summary said" }, `${named(a)} leads to ${named(b)} in ${plural(chain.length, "link")}`),
    h("ol", { class: "chain card" }, h("li", {}, h("a", { href: address("documents", { doc: a.id }) }, named(a))),
      chain.map((link) => h("li", {}, h("span", { class: "muted" }, `${link.via} at `), source(link.path, link.line), quoteOf(link), h("a", { href: address("documents", { doc: link.target.id }) }, named(link.target))))));
}
function layersView(root) {
  if (!data.layers.length) { root.append(h("p", { class: "said" }, "No rule demands a directed trace here, or it has too many documents for a picture.")); return; }
  const index = Math.min(data.layers.length - 1, Number(param("trace")) || 0), [name, layers] = data.layers[index];
  const columns = layers.map((layer, i) => ({ title: counted(layer.map((n) => nodes[n]), (n) => n.kind).slice(0, 3).map(([k, c]) => `${k} (${c})`).join(", "), nodes: layer.map((n) => nodes[n]) }));
  const kept = new Set(columns.flatMap((c) => c.nodes)), column = new Map(columns.flatMap((c, i) => c.nodes.map((n) => [n, i])));
  const joined = merged([...kept].flatMap((n) => n.out), kept).filter((l) => column.get(l.source) !== column.get(l.target));
  root.append(h("p", { class: "summary said" }, `${name}: ${plural(kept.size, "document")} in ${plural(layers.length, "layer")}`));
  drawColumns(root, columns, new Map(), { links: joined, ordered: true, distance: () => 1 });
}
function cyclesView(root) {
  root.append(h("p", { class: "summary said" }, data.cycles.length ? `${plural(data.cycles.length, "group")} of documents that lead back to themselves` : "No document leads back to itself."),
    data.cycles.slice(0, 100).map((list) => h("div", { class: "card" }, h("p", {}, plural(list.length, "document")), h("p", {}, list.slice(0, 40).map((n) => [h("a", { href: address("map", { mode: "around", doc: nodes[n].id }) }, nodes[n].id), " "]), list.length > 40 ? `and ${number(list.length - 40)} more` : ""))));
}
const MODES = [["", "Folders"], ["around", "Around a document"], ["impact", "What depends on a document"], ["why", "Path between two"], ["layers", "Layers of a trace"], ["cycles", "Cycles"]];
views.map = (root) => {
  const mode = param("mode");
  const ask = (label, name) => h("label", {}, label, h("input", { type: "text", value: param(name), "data-filter": name, placeholder: "ID, title or path", onchange: (event) => { const node = found(event.target.value); change({ [name]: node ? node.id : event.target.value }); } }));
  const form = h("div", { class: "filters" }, select("Show", "mode", MODES, mode, (value) => { location.hash = address("map", { mode: value, doc: param("doc"), from: value === "why" ? param("from") || param("doc") : "" }); }));
  root.replaceChildren(form);
  if (mode === "around" || mode === "impact") form.append(ask("Document", "doc"));
  if (mode === "around") form.append(select("Depth", "depth", [["1", "1 link"], ["2", "2 links"], ["3", "3 links"], ["4", "4 links"]], param("depth") || "1", (value) => change({ depth: value })),
    select("Direction", "dir", [["both", "both"], ["in", "links to it"], ["out", "links from it"]], param("dir") || "both", (value) => change({ dir: value })));
  if (mode === "why") form.append(ask("From", "from"), ask("To", "to"));
  if (mode === "layers" && data.layers.length) form.append(select("Trace", "trace", data.layers.map(([name], i) => [String(i), name]), param("trace") || "0", (value) => change({ trace: value })));
  const missing = (text) => root.append(h("p", { class: "said" }, text));
  if (mode === "around" || mode === "impact") {
    const node = found(param("doc"));
    if (!node) missing(param("doc") ? `No document is called '${param("doc")}'.` : "Name a document.");
    else (mode === "around" ? aroundView : impactView)(root, node);
  } else if (mode === "why") {
    const a = found(param("from")), b = found(param("to"));
    if (a && b) whyView(root, a, b); else missing("Name two documents.");
  } else if (mode === "layers") layersView(root);
  else if (mode === "cycles") cyclesView(root);
  else folderView(root);
};
