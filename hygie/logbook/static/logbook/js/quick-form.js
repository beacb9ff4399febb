// The quick form of a main courante: Enter sends, what is typed stays until the server has written it.
(() => {
  const form = () => document.querySelector("[data-log-form]");
  const text = () => form()?.querySelector("textarea");
  const start = () => {
    const keys = form()?.querySelector("[data-log-keys]");
    if (keys) keys.hidden = false;
    const written = form()?.querySelector("template[data-live-written]");
    if (!written) return;
    document.dispatchEvent(new CustomEvent("hygie:news", { detail: written.innerHTML }));
    written.remove();
    text()?.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target !== text()) return;
    event.preventDefault();
    if (event.target.value.trim()) form().requestSubmit();
  });
  const unsent = (shown) => { const told = form()?.querySelector("[data-log-unsent]"); if (told) told.hidden = !shown; };
  const ours = (event) => event.detail.elt === form() || event.detail.requestConfig?.elt === form();
  // The form alone takes the place of the form: refused (422) it comes back with its text; the page of a session that
  // has ended does not come here, the text stays.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!ours(event)) return;
    const isForm = event.detail.xhr.getResponseHeader("X-Hygie-Form") === "1";
    event.detail.shouldSwap = isForm;
    if (isForm) event.detail.isError = false; else unsent(true);
  });
  // Signed in again in another tab, this page sends the token of the new session.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (!ours(event) || !token) return;
    event.detail.headers["X-CSRFToken"] = token[1];
    event.detail.parameters.csrfmiddlewaretoken = token[1];
  });
  document.addEventListener("htmx:beforeRequest", () => unsent(false));
  for (const trouble of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(trouble, (event) => { if (ours(event)) unsent(true); });
  }
  document.addEventListener("htmx:afterSettle", start);
  // Leaving with a text that was not sent is asked twice.
  window.addEventListener("beforeunload", (event) => { if (text()?.value.trim() && !form().dataset.sent) event.preventDefault(); });
  start();
})();
