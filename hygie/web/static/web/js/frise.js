// On a strip of the frise, left and right arrows go from interval to interval and speak it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const link = event.target.closest?.(".frise-link");
  if (!link) return;
  event.preventDefault();
  const marks = [...link.querySelectorAll(".mark")];
  const now = marks.findIndex((mark) => mark.classList.contains("seg-focus"));
  const next = Math.min(marks.length - 1, Math.max(0, now < 0 ? 0 : now + (event.key === "ArrowRight" ? 1 : -1)));
  for (const mark of marks) mark.classList.remove("seg-focus");
  if (!marks[next]) return;
  marks[next].classList.add("seg-focus");
  const code = link.querySelector(".frise-code").textContent;
  link.closest("[data-hygie-frise]").querySelector(".frise-voice").textContent = `${code} : ${marks[next].querySelector("title").textContent}`;
});
document.addEventListener("focusout", (event) => {
  for (const mark of event.target.closest?.(".frise-link")?.querySelectorAll(".seg-focus") ?? []) mark.classList.remove("seg-focus");
});
