// Live pages. An element says where the news come from:
//   <p data-live="…/flux/" data-live-follow="…/suite/" data-live-since="12" role="status" hidden></p>
// News are HTML elements with an id: a known one takes the place of the old, a new one goes into the list that it
// names (data-live-home), by its number (data-live-order, highest first), when the list wants it (data-live-only).
// data-live-within="8": each page takes it at a moment of its own within so many seconds, not all together.
// data-live-behind: the page goes on listening for a while when it is hidden, behind another tab or on a locked phone.
// When the news come back after a cut, the document hears "hygie:live".
(() => {
  const box = document.querySelector("[data-live]");
  if (!box) return;
  const RETRY_MS = 3000, POLL_MS = 5000, PATIENT_MS = 30000, FAILURES = 2, BEHIND_MS = 30 * 60000;
  const SAID = {
    live: "En direct.",
    waiting: "Connexion interrompue : nouvelle tentative…",
    polling: "Le direct ne passe pas ici : la page se met à jour toutes les cinq secondes.",
    cut: "Le serveur ne répond pas. Ce qui est affiché date de la dernière connexion.",
    over: "Le direct est terminé pour vous. Rechargez la page.",
    reload: "Trop de nouveautés pour les ajouter une à une : rechargez la page.",
  };
  let last = Number(box.dataset.liveSince) || 0, source = null, failures = 0, opening = 0, polling = 0, over = false;
  let wasOpen = false, behind = 0;
  const say = (state) => { box.hidden = false; box.textContent = SAID[state]; box.dataset.liveState = state; };

  const insert = (part) => {
    const home = document.getElementById(part.dataset.liveHome);
    if (!home) return;
    const marks = (part.dataset.liveMarks || "").split(" ");
    if ((home.dataset.liveOnly || "").split(" ").some((mark) => mark && !marks.includes(mark))) return;
    const order = (one) => Number(one.dataset.liveOrder || (one.id.match(/\d+$/) || [0])[0]);
    home.insertBefore(part, [...home.children].find((one) => order(one) < order(part)) || null);
    const voice = document.getElementById("annonces");
    if (voice && part.dataset.liveSaid) voice.textContent = part.dataset.liveSaid;
  };
  const place = (html) => {
    const made = document.createElement("template");
    made.innerHTML = html;
    for (const part of [...made.content.children]) {
      const within = Number(part.dataset.liveWithin) || 0;
      if (within) setTimeout(put, Math.random() * within * 1000, part); else put(part);
    }
  };
  const put = (part) => {
    const known = part.id && document.getElementById(part.id);
    if (known) known.replaceWith(part); else insert(part);
    if (window.htmx && part.isConnected) window.htmx.process(part);
  };
  const end = (state) => { over = true; stop(); say(state); };
  const stop = () => {
    clearTimeout(opening); clearTimeout(polling); opening = polling = 0;
    if (source) { source.close(); source = null; }
  };
  // Everyone comes back at once after a cut: each waits a little more or a little less.
  const later = (wait) => { clearTimeout(opening); opening = setTimeout(open, wait + Math.random() * wait); };

  const open = () => {
    if (over || source || (document.hidden && !behind)) return;
    source = new EventSource(`${box.dataset.live}?apres=${last}`);
    source.addEventListener("open", () => {
      failures = 0; clearTimeout(polling); polling = 0; say("live");
      if (wasOpen) document.dispatchEvent(new CustomEvent("hygie:live"));
      wasOpen = true;
    });
    source.addEventListener("nouvelle", (event) => { last = Math.max(last, Number(event.lastEventId) || 0); place(event.data); });
    source.addEventListener("fin", () => end("over"));
    source.addEventListener("recharger", () => end("reload"));
    source.addEventListener("sondage", () => { source.close(); source = null; if (!polling) poll(); });
    source.addEventListener("error", () => {
      if (source) { source.close(); source = null; }
      failures += 1;
      if (failures < FAILURES) { say("waiting"); later(RETRY_MS); return; }
      later(PATIENT_MS);
      if (!polling) poll();
    });
  };
  const poll = async () => {
    polling = setTimeout(poll, POLL_MS);
    try {
      const answer = await fetch(`${box.dataset.liveFollow}?apres=${last}`, { headers: { "X-Requested-With": "live" } });
      if (answer.redirected || answer.status === 403 || answer.status === 404) { end("over"); return; }
      if (answer.status === 205) { end("reload"); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (over || !polling) return;
      last = Math.max(last, Number(answer.headers.get("X-Hygie-Seq")) || 0);
      place(html);
      if (box.dataset.liveState === "cut") { failures = 0; later(RETRY_MS); } // the server is back: so may the stream
      say("polling");
    } catch {
      if (polling) say("cut");
    }
  };
  document.addEventListener("hygie:news", (event) => place(event.detail));
  if ("liveOff" in box.dataset) return;
  const hide = () => {
    if ("liveBehind" in box.dataset) behind = setTimeout(() => { behind = 0; stop(); }, BEHIND_MS); else stop();
  };
  const show = () => { clearTimeout(behind); behind = failures = 0; open(); };
  document.addEventListener("visibilitychange", () => { if (document.hidden) hide(); else show(); });
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", (event) => { if (event.persisted) open(); });
  if (document.hidden) hide();
  open();
})();
