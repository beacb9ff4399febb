// In the grid, a figure gives the level of the measure that has the focus, N says « ne s'applique pas »,
// J and K go to the next and the former measure. Typing in a field is left alone.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])")) return;
  const measures = [...document.querySelectorAll("[data-hygie-measure]")];
  if (!measures.length) return;
  const here = event.target.closest("[data-hygie-measure]");
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    const place = measures.indexOf(here) + (key === "j" ? 1 : -1);
    const next = measures[here ? place : 0];
    const radios = next ? [...next.querySelectorAll("input[type=radio][name$='-level']")] : [];
    (radios.find((radio) => radio.checked) ?? radios[0])?.focus();
    next?.scrollIntoView({ block: "center" });
    event.preventDefault();
    return;
  }
  if (!here) return;
  const wanted = key === "n" ? "na" : /^[0-9]$/.test(key) ? key : null;
  const radio = wanted && [...here.querySelectorAll("input[type=radio][name$='-level']")].find((one) => one.value === wanted);
  if (radio && !radio.disabled) { radio.focus(); radio.click(); event.preventDefault(); }
});
// « Ne s'applique pas » asks why: the place to say it opens.
document.addEventListener("change", (event) => {
  const measure = event.target.closest("[data-hygie-measure]");
  if (measure && event.target.type === "radio" && event.target.value === "na") {
    measure.querySelector("[data-hygie-details]")?.setAttribute("open", "");
  }
});
