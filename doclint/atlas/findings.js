const STEP = 100;
function frameOf(finding) {
  const box = h("div", { class: "frame mono", tabindex: "0", "aria-label": `Line ${finding.line}` });
  details(({ frames }) => {
    const [text, first] = frames[finding.index];
    if (!text) { box.remove(); return; }
    const start = finding.column - 1 - first, end = finding.end > finding.column ? finding.end - 1 - first : text.length;
    const gap = `${finding.line}`.length;
    box.textContent = `${finding.line} | ${text}\n${" ".repeat(gap)} | ${" ".repeat(Math.max(0, start))}${"^".repeat(Math.max(1, Math.min(end, text.length) - start))}`;
  });
  return box;
}
function rulePage(rule) {
  const page = byId(`rule-${rule.code}`);
  if (!page) return null;
  return h("details", { ontoggle: (event) => {
    if (event.target.open && event.target.children.length === 1) { const own = page.cloneNode(true); own.hidden = false; own.removeAttribute("id"); event.target.append(own); }
  } }, h("summary", {}, `What ${rule.code} means`));
}
function findingItem(finding) {
  const { node } = finding;
  return h("div", { class: "finding" },
    h("p", {}, severity(finding.severity), " ", finding.message, finding.isNew ? h("span", { class: "tag new" }, " new") : ""),
    h("p", { class: "muted" }, source(finding.path, finding.line), " ",
      h("a", { href: address("findings", { rule: finding.rule.code }) }, `${finding.rule.code} ${finding.rule.name}`),
      node ? [" ", h("a", { href: address("documents", { doc: node.id }) }, "document")] : "",
      finding.fixable ? " can be mended by --fix" : ""),
    frameOf(finding),
    finding.help ? h("p", {}, `Help: ${finding.help}`) : null,
    rulePage(finding.rule));
}
views.findings = (root) => {
  const wanted = { q: param("q").toLowerCase(), severity: param("severity"), rule: param("rule"), kind: param("kind"), owner: param("owner"), folder: param("folder"), cause: param("cause"), fresh: param("new") };
  const passes = (f, but) =>
    (but === "severity" || !wanted.severity || SEVERITIES[f.severity] === wanted.severity) &&
    (but === "rule" || !wanted.rule || f.rule.code === wanted.rule) &&
    (but === "kind" || chosen(f.node ? f.node.kind : "file", wanted.kind)) &&
    (but === "owner" || chosen(f.node ? f.node.owner : "", wanted.owner)) &&
    (but === "folder" || !wanted.folder || wanted.folder === "." ? !wanted.folder || but === "folder" || !f.path.includes("/") : f.path.startsWith(`${wanted.folder}/`)) &&
    (!wanted.cause || f.cause === Number(wanted.cause)) && (wanted.fresh !== "1" || f.isNew) &&
    (!wanted.q || f.text.includes(wanted.q) || f.rule.code.toLowerCase().includes(wanted.q));
  const left = findings.filter((f) => passes(f));
  const options = (name, of, all) => choices(findings.filter((f) => passes(f, name)), of, all);
  const set = (name) => (value) => change({ [name]: value, shown: "" });
  const filters = h("div", { class: "filters" },
    typing("Text", "q"),
    select("Severity", "severity", options("severity", (f) => SEVERITIES[f.severity], "every severity"), wanted.severity, set("severity")),
    select("Rule", "rule", options("rule", (f) => f.rule.code, "every rule"), wanted.rule, set("rule")),
    select("Kind", "kind", options("kind", (f) => (f.node ? f.node.kind : "file"), "every kind"), wanted.kind, set("kind")),
    select("Owner", "owner", options("owner", (f) => (f.node ? f.node.owner : ""), "every owner"), wanted.owner, set("owner")),
    select("Folder", "folder", options("folder", (f) => topFolder(f.path), "every folder"), wanted.folder, set("folder")),
    data.about.since ? select("Since", "new", [["", "all"], ["1", `new since ${data.about.since}`], ["mended", `mended since ${data.about.since}`]], wanted.fresh, set("new")) : null);
  if (wanted.fresh === "mended") {
    root.replaceChildren(filters, h("p", { class: "summary said" }, plural(data.mended.length, "finding"), " mended"),
      h("div", { class: "card" }, data.mended.map(([code, path, line, message]) => h("div", { class: "finding" }, h("p", {}, message), h("p", { class: "muted" }, `${path}:${line} ${code}`)))));
    return;
  }
  const groups = new Map();
  for (const f of left) { if (!groups.has(f.cause)) groups.set(f.cause, []); groups.get(f.cause).push(f); }
  const limit = Number(param("shown")) || STEP;
  const items = [];
  for (const [cause, members] of [...groups].slice(0, limit)) {
    if (members.length === 1 || wanted.cause) { items.push(...members.slice(0, limit).map(findingItem)); continue; }
    const box = h("details", { class: "cause", ontoggle: () => { if (box.open && box.children.length === 1) box.append(...members.slice(0, STEP).map(findingItem), members.length > STEP ? h("p", {}, h("a", { href: address("findings", { ...Object.fromEntries(state.params), cause }) }, `all ${number(members.length)}`)) : ""); } },
      h("summary", {}, severity(Math.min(...members.map((f) => f.severity))), " ", data.causes[cause], " ", h("span", { class: "muted" }, `${members[0].rule.code}, ${plural(members.length, "finding")}`), " ",
        h("a", { href: address("findings", { cause }) }, "only this")));
    items.push(box);
  }
  const clear = state.params.size ? h("a", { href: "#findings" }, "show all") : null;
  const total = wanted.cause ? left.length : groups.size;
  root.replaceChildren(filters,
    h("p", { class: "summary said" }, `${plural(left.length, "finding")} of ${number(findings.length)}, ${plural(groups.size, "cause")}`, " ", clear),
    h("div", { class: "card" }, items.length ? items : h("p", {}, "No finding passes these filters.")),
    showMore(total, limit));
};
