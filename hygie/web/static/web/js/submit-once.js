// A form is sent once: its buttons stop answering until the page changes or comes back.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.hasAttribute("data-hygie-many")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => {
    for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-disabled", "true");
  });
});
const free = (root) => {
  for (const form of root.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
};
window.addEventListener("pageshow", () => free(document));
document.addEventListener("htmx:afterRequest", () => free(document));
// The error summary takes the focus, so that it is read first.
document.querySelector("[data-hygie-error-summary]:not([data-hygie-sample] *)")?.focus();
