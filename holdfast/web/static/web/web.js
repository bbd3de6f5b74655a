// Small comforts. Every page works without this file.
(() => {
  "use strict";

  // An open menu closes on Escape and on a click beside it.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu !== except) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details.menu"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest("details.menu[open]");
    closeMenus(null);
    if (menu) menu.querySelector("summary").focus();
  });

  // Of more places than fit, the one somebody is at is in sight.
  for (const here of document.querySelectorAll(".tabs [aria-current]")) {
    const places = here.closest(".tabs");
    const beside = here.getBoundingClientRect().left - places.getBoundingClientRect().left;
    places.scrollLeft += beside - (places.clientWidth - here.offsetWidth) / 2;
  }

  // A part that renews itself waits while somebody is in it, or while nobody looks.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const part = event.target;
    if (!part.matches("[data-renews]")) return;
    if (document.hidden || part.contains(document.activeElement)) event.preventDefault();
  });

  // A second click on a button that is already sending does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sending) event.preventDefault();
    form.dataset.sending = "yes";
  });
  // Coming back to a page by the back button finds its forms usable again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sending]")) {
      delete form.dataset.sending;
    }
  });
})();
