const LISTED = 50;
function linkList(title, list, end) {
  if (!list.length) return [h("h3", {}, title), h("p", { class: "muted" }, "none")];
  const box = h("ul", { class: "links" });
  const add = (from, to) => {
    for (const link of list.slice(from, to)) {
      const other = link[end];
      box.append(h("li", {}, other.real || other.path ? h("a", { href: address("documents", { doc: other.id }) }, named(other)) : h("span", {}, other.path || other.title || other.id, other.kind === "missing" ? h("span", { class: "sev sev-error" }, "missing") : ""),
        " ", h("span", { class: "muted" }, link.via, " "), source(link.path, link.line),
        link.codes.length ? h("span", { class: "sev sev-error" }, link.codes.join(" ")) : "", quoteOf(link)));
    }
  };
  add(0, LISTED);
  const rest = list.length > LISTED ? h("button", { type: "button", onclick: (event) => { add(LISTED, list.length); event.target.remove(); } }, `Show all ${number(list.length)}`) : "";
  return [h("h3", {}, `${title} (${number(list.length)})`), box, rest];
}
function dossier(node) {
  const facts = h("dl", {});
  const fact = (name, value) => { if (value) facts.append(h("dt", {}, name), h("dd", {}, value)); };
  if (node.path) fact("Path", source(node.path, 0));
  fact("Kind", node.kind); fact("Status", node.status); fact("Owner", node.owner || "none"); fact("Last change", node.changed);
  fact("Review due", node.due ? h("span", {}, node.due, node.overdue ? h("span", { class: "sev sev-warning" }, "overdue") : "") : "");
  const own = h("div", {});
  details(({ metadata, schemas, entries }) => {
    const list = (title, rows) => { if (rows.length) own.append(h("h3", {}, title), ...rows); };
    const table = h("dl", {});
    for (const [name, value] of metadata[node.index]) table.append(h("dt", {}, name), h("dd", {}, value));
    if (metadata[node.index].length) list("Metadata", [table]);
    list("Schemas", schemas[node.index].map(([path, there]) => h("p", {}, h("code", {}, path), there ? "" : h("span", { class: "sev sev-error" }, "missing"))));
    list("Manifest", entries[node.index].map(([path, line, text]) => h("p", {}, source(path, line), " ", h("span", { class: "muted" }, text))));
  });
  const close = Object.fromEntries([...state.params].filter(([key]) => key !== "doc"));
  const people = ownersOf([...sourcesOf(node)], 12);
  return h("aside", { class: "dossier", "aria-label": `About ${node.id}` },
    h("h2", { tabindex: "-1" }, named(node)),
    h("div", { class: "actions" }, h("a", { href: address("map", { mode: "around", doc: node.id }) }, "On the map"), h("a", { href: address("map", { mode: "impact", doc: node.id }) }, "What depends on it"),
      h("a", { href: address("map", { mode: "why", from: node.id }) }, "Path to…"), h("a", { href: address("documents", close) }, "Close")),
    facts,
    people ? [h("h3", {}, "Who to ask when it changes"), h("p", { class: "ask" }, people)] : "",
    node.findings.length ? [h("h3", {}, `Findings (${number(node.findings.length)})`), node.findings.slice(0, LISTED).map(findingItem)] : "",
    linkList("Links in", node.into, "source"), linkList("Links out", node.out, "target"), own);
}
