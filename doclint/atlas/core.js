// Reads the data, keeps the state of the page in its address, and makes elements. Every text of a document is set as
// text, never as markup; names are keys of Map only, so that `__proto__` is a name like any other.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const SEVERITIES = ["error", "warning", "info"];
const number = (n) => n.toLocaleString("en");
const plural = (n, word) => `${number(n)} ${word}${n === 1 ? "" : "s"}`;

const nodes = data.nodes.map(([id, kind, path, title, status, owner, changed, due, overdue, state, real], index) => ({
  index, id, kind: data.kinds[kind], path, title, status: data.statuses[status], owner: data.owners[owner], changed, due,
  overdue: !!overdue, state, real: !!real, out: [], into: [], findings: [], worst: 3, text: `${id}\n${title}\n${path}`.toLowerCase(),
}));
const links = data.links.map(([source, target, via, where, line, codes], index) => ({
  index, source: nodes[source], target: nodes[target], via: data.vias[via], line, codes: codes || [],
  path: where < 0 ? nodes[source].path : data.paths[where],
}));
for (const link of links) { link.source.out.push(link); link.target.into.push(link); }
const rules = data.rules.map(([code, name]) => ({ code, name }));
const findings = data.findings.map(([rule, severity, node, path, line, column, end, message, help, cause, flags], index) => ({
  index, rule: rules[rule], severity, node: nodes[node] || null, path, line, column, end, message, help, cause, isNew: !!(flags & 1),
  fixable: !!(flags & 2), text: `${message}\n${path}`.toLowerCase(),
}));
for (const finding of findings) if (finding.node) { finding.node.findings.push(finding); finding.node.worst = Math.min(finding.node.worst, finding.severity); }
const documents = nodes.filter((node) => node.real);
const names = new Map(nodes.map((node) => [node.id, node]));
const paths = new Map(nodes.filter((node) => node.path).map((node) => [node.path, node]));
const hubs = new Set(data.hubs.map((index) => nodes[index]));
const folderOf = (path) => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const sourcesOf = (node) => new Set(node.into.map((link) => link.source).filter((source) => source !== node && !hubs.has(source)));
const targetsOf = (node) => new Set(node.out.map((link) => link.target).filter((target) => target !== node));
for (const node of nodes) { node.in = sourcesOf(node).size; node.outs = targetsOf(node).size; }
// `DOC009 Data model`, not `DOC009 DOC009: Data model`.
const named = (node) => {
  const title = node.title.startsWith(node.id) ? node.title.slice(node.id.length).replace(/^[\s:–—-]+/, "") : node.title;
  return title && title !== node.id ? `${node.id} ${title}` : node.id;
};
/** The shortest name that says which document it is: of one without an ID, that of its file. */
const short = (node) => {
  if (node.id !== node.path) return node.id;
  const parts = node.path.split("/"), name = parts[parts.length - 1];
  return /^_?(readme|index)\./i.test(name) ? parts.slice(-2).join("/") : name;
};
const found = (text) => {
  const wanted = text.trim(), lower = wanted.toLowerCase();
  if (!wanted) return null;
  return names.get(wanted) || paths.get(wanted) || documents.find((n) => n.id.toLowerCase() === lower) ||
    documents.find((n) => n.text.startsWith(lower)) || documents.find((n) => n.text.includes(lower)) || null;
};

// -- what is large comes later ---------------------------------------------------------------------------

let more = null;
const waiting = [];
const details = (then) => { if (more) then(more); else waiting.push(then); };
(async () => {
  const bytes = Uint8Array.from(atob(byId("more").textContent), (c) => c.charCodeAt(0));
  byId("more").remove();
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  more = JSON.parse(await new Response(stream).text());
  for (const then of waiting.splice(0)) then(more);
})();

// -- elements --------------------------------------------------------------------------------------------

function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.className = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) if (child !== null && child !== undefined && child !== false && child !== "") element.append(child);
  return element;
}
const svg = (tag, props) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(props)) element.setAttribute(key, value);
  return element;
};
const place = (element, box) => { for (const [key, value] of Object.entries(box)) element.style[key] = `${value}px`; return element; };
const say = (text) => { byId("said").textContent = text; };
const source = (path, line) => {
  const { source: template, commit } = data.about;
  const place = path + (line ? `:${line}` : "");
  if (!template) return h("code", {}, place);
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  const address = template.replace("{path}", encoded).replace("{line}", line || 1).replace("{rev}", commit || "HEAD");
  if (!/^https?:\/\//.test(address)) return h("code", {}, place);
  return h("a", { href: address, rel: "noopener noreferrer", target: "_blank", class: "mono" }, place);
};
const severity = (level) => h("span", { class: `sev sev-${SEVERITIES[level]}` }, SEVERITIES[level]);

// -- the state, in the address ---------------------------------------------------------------------------

const TABS = ["overview", "findings", "documents", "matrix", "map"];
const state = { tab: "overview", params: new Map() };
function address(tab, params) {
  const words = Object.entries(params || {}).filter(([, v]) => v !== "" && v !== null && v !== undefined).map(([k, v]) => `${k}=${encodeURIComponent(v)}`);
  return `#${tab}${words.length ? `?${words.join("&")}` : ""}`;
}
const decoded = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
function read() {
  const [tab, query] = location.hash.slice(1).split(/\?(.*)/s);
  const node = TABS.includes(tab) ? null : found(decoded(tab));
  state.tab = TABS.includes(tab) ? tab : node ? "documents" : "overview";
  state.params = new Map((query || "").split("&").filter(Boolean).map((pair) => {
    const at = pair.indexOf("=");
    return at < 0 ? [pair, ""] : [pair.slice(0, at), decoded(pair.slice(at + 1))];
  }));
  if (node) state.params.set("doc", node.id);
}
const param = (name) => state.params.get(name) || "";
/** Change some parameters of this tab; `replace` adds no step to go back to. */
function change(params, replace) {
  const all = Object.fromEntries(state.params);
  const next = address(state.tab, { ...all, ...params });
  if (replace) { history.replaceState(null, "", next); show(); } else location.hash = next;
}
const views = {};
let lastTab = "";
function show() {
  read();
  for (const tab of TABS) byId(`tab-${tab}`).hidden = tab !== state.tab;
  for (const link of document.querySelectorAll("#tabs a")) {
    if (link.hash === `#${state.tab}`) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  if (lastTab && lastTab !== state.tab) { scrollTo(0, 0); byId("content").focus({ preventScroll: true }); }
  if (views[state.tab]) views[state.tab](byId(`tab-${state.tab}`));
  lastTab = state.tab;
}
function select(label, name, options, current, onchange) {
  const box = h("select", { "data-filter": name, onchange: (event) => onchange(event.target.value) },
    options.map(([value, text]) => h("option", { value, selected: value === current }, text)));
  return h("label", {}, label, box);
}
const counted = (items, of) => {
  const counts = new Map();
  for (const item of items) counts.set(of(item), (counts.get(of(item)) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
};
/** `@ana (3), @bo (1)`: who owns documents, the most first. */
const ownersOf = (list, most) => counted(list.filter((node) => node.owner), (node) => node.owner).slice(0, most).map(([owner, count]) => `${owner} (${number(count)})`).join(", ");
const choices = (items, of, all) => [["", all], ...counted(items, of).slice(0, 300).map(([value, count]) => [value || "-", `${value || "(none)"} (${number(count)})`])];
const chosen = (value, wanted) => !wanted || value === wanted || (wanted === "-" && !value);
const topFolder = (path) => { const parts = path.split("/"); return parts.length > 1 ? parts.slice(0, Math.min(2, parts.length - 1)).join("/") : "."; };
/** A button that shows four times as many of a list. */
const showMore = (total, limit) => (total > limit ? h("p", {}, h("button", { type: "button", onclick: () => change({ shown: limit * 4 }, true) }, `Show more (${number(total - limit)} left)`)) : "");
/** The sentence around a link. */
function quoteOf(link) {
  const box = h("div", { class: "quote" });
  details(({ sentences }) => { if (sentences[link.index]) box.textContent = sentences[link.index]; else box.remove(); });
  return box;
}
/** A text that waits a moment before it asks for a new list. */
function typing(label, name) {
  let timer = 0;
  const input = h("input", { type: "search", value: param(name), "data-filter": name, oninput: () => {
    clearTimeout(timer);
    timer = setTimeout(() => { change({ [name]: input.value, shown: "" }, true); const again = document.querySelector(`#tab-${state.tab} [data-filter="${name}"]`); if (again) { again.focus(); again.setSelectionRange(again.value.length, again.value.length); } }, 200);
  } });
  return h("label", {}, label, input);
}
function copy(text, button) {
  const done = () => { button.textContent = "Copied"; say("Copied"); };
  const area = h("textarea", {}, text);
  document.body.append(area); area.select();
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, () => { if (document.execCommand("copy")) done(); }); else if (document.execCommand("copy")) done();
  button.dataset.copied = text;
  area.remove(); button.focus();
}
const csv = (rows) => rows.map((row) => row.map((cell) => {
  const text = String(cell), safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text; // a spreadsheet runs what begins so
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}).join(",")).join("\r\n") + "\r\n";
