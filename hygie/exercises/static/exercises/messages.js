// A message that comes while the page of a player is open: a short sound if she asked for it, and the number of those
// not yet seen before the title of the tab.
(() => {
  const list = document.getElementById("recus-liste"), button = document.querySelector("[data-sound]");
  if (!list) return;
  const title = document.title;
  let sound = null, unseen = 0;
  const ring = () => {
    if (!sound) return;
    const tone = sound.createOscillator(), volume = sound.createGain();
    tone.frequency.value = 660;
    volume.gain.setValueAtTime(0.15, sound.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + 0.4);
    tone.connect(volume).connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.4);
  };
  if (button && window.AudioContext) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (sound) { sound.close(); sound = null; } else { sound = new AudioContext(); }
      button.textContent = sound ? "Ne plus sonner" : "Sonner à chaque message";
      ring();
    });
  }
  const count = (more) => {
    unseen = document.hidden ? unseen + more : 0;
    document.title = unseen ? `(${unseen}) ${title}` : title;
  };
  document.addEventListener("visibilitychange", () => count(0));
  new MutationObserver((changes) => {
    const come = changes.flatMap((one) => [...one.addedNodes]).filter((one) => one.nodeType === Node.ELEMENT_NODE);
    if (!come.length) return;
    for (const one of list.children) if (!come.includes(one)) one.classList.remove("is-new");
    count(come.length);
    ring();
  }).observe(list, { childList: true });
})();
