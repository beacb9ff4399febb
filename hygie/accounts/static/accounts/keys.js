// Says in the page what the browser refused about a security key.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const place = document.querySelector("[data-hygie-key-error]");
  if (place) place.hidden = false;
});
