views.overview = () => {
  const area = byId("treemap"), folder = opened(tree);
  drawBoxes(area, folder, (f) => address("map", { at: f.path }), (n) => address("documents", { doc: n.id }));
  if (!area.nextSibling) area.after(legend());
};
const results = byId("results"), search = byId("search");
search.addEventListener("input", () => {
  const text = search.value.trim().toLowerCase();
  const hits = text ? documents.filter((n) => n.text.includes(text)).sort((a, b) => Number(b.id.toLowerCase() === text) - Number(a.id.toLowerCase() === text) || Number(b.text.startsWith(text)) - Number(a.text.startsWith(text)) || b.in - a.in).slice(0, 12) : [];
  results.replaceChildren(...hits.map((n) => h("li", {}, h("a", { href: address("documents", { doc: n.id }) }, named(n), " ", h("span", { class: "muted" }, n.path)))));
  results.hidden = !hits.length;
  say(text ? `${plural(hits.length, "document")}` : "");
});
byId("finder").addEventListener("submit", (event) => {
  event.preventDefault();
  const first = results.querySelector("a");
  if (first) location.hash = first.hash; else if (search.value.trim()) location.hash = address("documents", { q: search.value.trim() });
  results.hidden = true;
});
byId("finder").addEventListener("keydown", (event) => {
  const all = [search, ...results.querySelectorAll("a")], at = all.indexOf(document.activeElement);
  if (event.key === "Escape") { results.hidden = true; search.focus(); }
  if (event.key === "ArrowDown" && at >= 0 && at < all.length - 1) { event.preventDefault(); all[at + 1].focus(); }
  if (event.key === "ArrowUp" && at > 0) { event.preventDefault(); all[at - 1].focus(); }
});
results.addEventListener("click", () => { results.hidden = true; search.value = ""; });
document.addEventListener("click", (event) => { if (!byId("finder").contains(event.target)) results.hidden = true; });
byId("theme").addEventListener("click", () => {
  const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "light" : "dark";
});
document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); byId("content").focus(); });
let resized = 0;
addEventListener("resize", () => { clearTimeout(resized); resized = setTimeout(() => { if (state.tab === "overview" || (state.tab === "map" && !param("mode"))) show(); }, 150); });
addEventListener("hashchange", show);
show();
