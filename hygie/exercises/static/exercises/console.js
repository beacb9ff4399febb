// The console draws itself again: what its reader opened stays open, what she is writing stays under her hands.
// Her keyboard stays on the button it was on: htmx finds it by its id.
(() => {
  const living = () => document.getElementById("conduite");
  const FIELDS = "textarea, select, input:not([type=hidden])";
  const changed = (field) =>
    field.matches("select") ? field.selectedIndex > 0 : field.value !== field.defaultValue;
  let opened = {}, written = [], held = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "conduite") return;
    opened = {};
    const active = document.activeElement;
    held = active?.matches(FIELDS) && living().contains(active) ? active : null;
    const known = [...living().querySelectorAll("details[id]")];
    for (const one of known) opened[one.id] = one.open;
    written = known.filter((one) => one.contains(held) || (one.open && [...one.querySelectorAll(FIELDS)].some(changed)));
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const one of written) document.getElementById(one.id)?.replaceWith(one);
    for (const one of living()?.querySelectorAll("details[id]") || []) if (one.id in opened) one.open = opened[one.id];
    if (held?.isConnected) held.focus({ preventScroll: true });
    opened = {}; written = []; held = null;
  });
})();
