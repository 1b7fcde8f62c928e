const COLUMNS = [
  ["id", "ID", (n) => n.id], ["title", "Title", (n) => n.title.toLowerCase()], ["kind", "Kind", (n) => n.kind], ["status", "Status", (n) => n.status],
  ["owner", "Owner", (n) => n.owner], ["in", "In", (n) => n.in], ["out", "Out", (n) => n.outs], ["findings", "Findings", (n) => n.findings.length],
  ["changed", "Last change", (n) => n.changed], ["due", "Review due", (n) => n.due],
];
const STATES = { new: 2, changed: 1 };
views.documents = (root) => {
  const q = param("q").toLowerCase(), sort = COLUMNS.find(([key]) => key === param("sort")) || COLUMNS[0], down = param("dir") === "desc";
  const open = param("doc") ? found(param("doc")) : null;
  const rows = documents.filter((n) => (!q || n.text.includes(q)) && chosen(n.kind, param("kind")) && chosen(n.status, param("status")) && chosen(n.owner, param("owner")) &&
    (!param("folder") || n.path.startsWith(`${param("folder")}/`)) && (param("in") !== "0" || n.in === 0) && (param("due") !== "overdue" || n.overdue) &&
    (!param("state") || n.state === STATES[param("state")]));
  const [, , of] = sort;
  rows.sort((a, b) => { const x = of(a), y = of(b); return (x < y ? -1 : x > y ? 1 : a.index - b.index) * (down ? -1 : 1); });
  const limit = Number(param("shown")) || 200;
  const set = (name) => (value) => change({ [name]: value, shown: "" });
  const head = COLUMNS.map(([key, label]) => {
    const active = sort[0] === key;
    return h("th", { scope: "col", "aria-sort": active ? (down ? "descending" : "ascending") : null, class: key === "changed" || key === "due" ? "hide-small" : null },
      h("button", { type: "button", "data-sort": key, onclick: () => change({ sort: key, dir: active && !down ? "desc" : active ? "asc" : ["in", "out", "findings"].includes(key) ? "desc" : "asc" }, true) }, label, active ? (down ? " ▼" : " ▲") : ""));
  });
  const body = rows.slice(0, limit).map((n) => h("tr", { "data-id": n.id },
    h("td", { class: "id" }, h("a", { href: address("documents", { ...Object.fromEntries(state.params), doc: n.id }) }, n.id)),
    h("td", { class: "title" }, n.title, n.state ? h("span", { class: "tag new" }, n.state === 2 ? " new" : " changed") : ""),
    h("td", { class: "word" }, n.kind), h("td", { class: "word" }, n.status), h("td", {}, n.owner), h("td", { class: "number" }, number(n.in)), h("td", { class: "number" }, number(n.outs)),
    h("td", { class: "number" }, n.findings.length ? h("a", { href: address("findings", { q: n.path }) }, number(n.findings.length)) : "0"),
    h("td", { class: "hide-small word" }, n.changed), h("td", { class: "hide-small word" }, n.due, n.overdue ? h("span", { class: "sev sev-warning" }, "overdue") : "")));
  const filters = h("div", { class: "filters" }, typing("Text", "q"),
    select("Kind", "kind", choices(documents, (n) => n.kind, "every kind"), param("kind"), set("kind")),
    select("Status", "status", choices(documents, (n) => n.status, "every status"), param("status"), set("status")),
    select("Owner", "owner", choices(documents, (n) => n.owner, "every owner"), param("owner"), set("owner")),
    select("Links in", "in", [["", "any number"], ["0", "none: never read"]], param("in"), set("in")),
    select("Review", "due", [["", "any"], ["overdue", "overdue"]], param("due"), set("due")),
    data.about.since ? select("Since", "state", [["", "all"], ["new", `new since ${data.about.since}`], ["changed", `changed since ${data.about.since}`]], param("state"), set("state")) : null);
  const list = h("div", { class: "list" },
    h("p", { class: "summary said" }, `${plural(rows.length, "document")} of ${number(documents.length)}`, " ", state.params.size ? h("a", { href: "#documents" }, "show all") : "",
      " ", h("button", { type: "button", onclick: (event) => copy(csv([["id", "path", "title", "kind", "status", "owner", "in", "out", "findings", "last change", "review due"], ...rows.map((n) => [n.id, n.path, n.title, n.kind, n.status, n.owner, n.in, n.outs, n.findings.length, n.changed, n.due])]), event.target) }, "Copy as CSV")),
    h("div", { class: "table-wrap", tabindex: "0", role: "region", "aria-label": "Documents" }, h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, body))),
    showMore(rows.length, limit));
  root.replaceChildren(filters, h("div", { class: open ? "split open" : "split" }, list, open ? dossier(open) : ""));
  if (open) { const title = root.querySelector(".dossier h2"); title.focus({ preventScroll: true }); }
};
