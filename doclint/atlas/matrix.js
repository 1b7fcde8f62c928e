const demands = data.demands.map(([rule, targets, sources, missing], index) => ({
  index, rule, targets, sources: sources.map((i) => nodes[i]), missing: new Map(missing.map(([i, why]) => [nodes[i], why])),
}));
const GRID = 40;
function cells() {
  const found = new Map();
  for (const demand of demands) for (const node of demand.sources) for (const target of demand.targets.length ? demand.targets : ["any"]) {
    const key = `${node.kind}\n${target}`;
    if (!found.has(key)) found.set(key, { kind: node.kind, target, all: new Set(), lack: new Map() });
    const cell = found.get(key);
    cell.all.add(node);
    if (demand.missing.has(node)) cell.lack.set(node, demand.missing.get(node));
  }
  return found;
}
const copyButton = (rows) => h("button", { type: "button", class: "copy", onclick: (event) => copy(csv(rows), event.target) }, "Copy as CSV");
function kindTable(root, found) {
  const kinds = [...new Set([...found.values()].map((c) => c.kind))].sort(), targets = [...new Set([...found.values()].map((c) => c.target))].sort();
  const rows = [["kind", ...targets]];
  const body = kinds.map((kind) => {
    const line = [kind];
    const row = h("tr", {}, h("th", { scope: "row" }, kind), targets.map((target) => {
      const cell = found.get(`${kind}\n${target}`);
      if (!cell) { line.push(""); return h("td", { class: "muted" }, "–"); }
      const met = cell.all.size - cell.lack.size;
      line.push(`${met}/${cell.all.size}`);
      return h("td", { class: cell.lack.size ? "lack" : "met" }, h("a", { href: address("matrix", { kind, target }), "aria-label": `${kind} to ${target}: ${met} of ${cell.all.size}` }, `${number(met)} of ${number(cell.all.size)}`));
    }));
    rows.push(line);
    return row;
  });
  root.append(h("div", { class: "card" }, h("h2", {}, "Kinds against kinds"), h("p", { class: "muted" }, "How many documents of each kind have the links that rules demand."),
    h("div", { class: "table-wrap", tabindex: "0", role: "region", "aria-label": "Kinds against kinds" }, h("table", { class: "matrix" }, h("thead", {}, h("tr", {}, h("td", {}), targets.map((t) => h("th", { scope: "col" }, t)))), h("tbody", {}, body))), h("p", {}, copyButton(rows))));
}
function lackList(title, pairs, rows) {
  return h("div", { class: "card" }, h("h2", {}, title), pairs.length ? h("ul", { id: "lacking" }, pairs.slice(0, 500).map(([node, why]) => h("li", {}, h("a", { href: address("documents", { doc: node.id }) }, named(node)), h("div", { class: "muted" }, why)))) : h("p", {}, "Nobody lacks it."),
    pairs.length ? h("p", {}, copyButton(rows)) : "");
}
function documentTable(demand) {
  const targets = new Set(demand.targets);
  const tied = new Map(demand.sources.map((node) => [node, [...targetsOf(node)].filter((t) => targets.has(t.kind)).concat([...sourcesOf(node)].filter((s) => targets.has(s.kind)))]));
  const columns = [...new Set([...tied.values()].flat())].sort((a, b) => (a.id < b.id ? -1 : 1));
  const rows = [["document", ...columns.map((c) => c.id), "lacks"]];
  const sources = [...demand.sources].sort((a, b) => Number(demand.missing.has(b)) - Number(demand.missing.has(a)) || a.index - b.index);
  const wide = columns.length <= GRID && columns.length > 0;
  const body = sources.slice(0, 500).map((node) => {
    const to = new Set(tied.get(node)), why = demand.missing.get(node);
    return h("tr", {}, h("th", { scope: "row" }, h("a", { href: address("documents", { doc: node.id }) }, node.id)),
      wide ? columns.map((c) => h("td", { class: to.has(c) ? "met" : "muted" }, to.has(c) ? "●" : "·")) : h("td", {}, [...to].slice(0, 12).map((c) => c.id).join(", ") + (to.size > 12 ? ` and ${to.size - 12} more` : "")),
      h("td", { class: why ? "lack" : "met" }, why || "met"));
  });
  for (const node of sources) { const to = new Set(tied.get(node)); rows.push([node.id, ...columns.map((c) => (to.has(c) ? "x" : "")), demand.missing.get(node) || ""]); }
  return h("div", { class: "card" }, h("h2", {}, demand.rule), h("p", { class: "muted said" }, `${number(demand.sources.length - demand.missing.size)} of ${plural(demand.sources.length, "document")} met it${sources.length > 500 ? "; the first 500 are shown" : ""}`),
    h("div", { class: "table-wrap", tabindex: "0", role: "region", "aria-label": `Documents for ${demand.rule}` }, h("table", { class: "matrix" }, h("thead", {}, h("tr", {}, h("td", {}, ""), wide ? columns.map((c) => h("th", { scope: "col", title: c.title }, c.id)) : h("th", { scope: "col" }, "linked"), h("th", { scope: "col" }, "state"))), h("tbody", {}, body))),
    h("p", {}, copyButton(rows)));
}
views.matrix = (root) => {
  root.replaceChildren();
  if (!demands.length) { root.append(h("div", { class: "card" }, h("h2", {}, "Matrix"), h("p", {}, "No rule of this project demands a link. A [[rule]] in doclint.toml does: see “Trace rules by example” in the documentation."))); return; }
  const found = cells(), cell = found.get(`${param("kind")}\n${param("target")}`), demand = demands[Number(param("rule") || -1)];
  root.append(h("div", { class: "filters" }, select("Rule", "rule", [["", "every rule"], ...demands.map((d) => [String(d.index), `${d.rule} (${number(d.missing.size)} of ${number(d.sources.length)} lack it)`])], param("rule"), (value) => { location.hash = address("matrix", { rule: value }); }),
    state.params.size ? h("a", { href: "#matrix" }, "show all") : ""));
  if (demand) { root.append(documentTable(demand)); return; }
  if (cell) {
    const lack = [...cell.lack];
    root.append(lackList(`${cell.kind} without ${cell.target}: ${number(lack.length)} of ${number(cell.all.size)}`, lack, [["id", "path", "why"], ...lack.map(([n, why]) => [n.id, n.path, why])]));
  }
  kindTable(root, found);
};
