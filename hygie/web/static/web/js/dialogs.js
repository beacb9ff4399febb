// <button data-hygie-dialog="id"> opens <dialog id="id">; data-hygie-close closes it. Without script, the button's
// form or link leads to a page that asks the same thing.
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-hygie-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.hygieDialog);
    if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); }
  }
  if (event.target.closest?.("[data-hygie-close]")) { event.preventDefault(); event.target.closest("dialog")?.close(); }
});
