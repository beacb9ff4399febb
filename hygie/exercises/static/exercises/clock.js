// The seconds of an exercise between two answers of the server, which alone knows the hour.
(() => {
  const told = (seconds) => {
    const two = (value) => String(value).padStart(2, "0");
    return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  };
  setInterval(() => {
    for (const clock of document.querySelectorAll("[data-clock][data-runs]")) {
      if (clock.since === undefined) clock.since = performance.now();
      const passed = Math.floor((performance.now() - clock.since) / 1000);
      clock.textContent = told(Number(clock.dataset.clock) + passed);
    }
  }, 250);
})();
