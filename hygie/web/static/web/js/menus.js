// Menus made of <details>: Escape and a click elsewhere close them; arrows walk their links.
const menus = () => document.querySelectorAll("details[data-hygie-menu]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (menu.open && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-hygie-menu][open]");
  if (!menu) return;
  if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); return; }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const stops = [...menu.querySelectorAll("input, a")].filter((stop) => stop.offsetParent);
  const next = stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
  if (stops[next]) { event.preventDefault(); stops[next].focus(); }
});
for (const menu of menus()) {
  menu.addEventListener("toggle", () => { if (menu.open) menu.querySelector("[data-hygie-focus]")?.focus(); });
}
