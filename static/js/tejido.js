// Small comforts. Every page works without this file.
(() => {
  "use strict";

  // The list of errors takes the focus, also where `autofocus` is not obeyed.
  const summary = document.querySelector(".error-summary");
  if (summary && !("autofocus" in HTMLElement.prototype)) summary.focus();

  // A second press while the first is on its way sends nothing, and the button says so.
  // The button is never disabled: a disabled button is silent to a screen reader.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (navigator.onLine === false) {
      event.preventDefault();
      showOffline(true);
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 20000); // a file came down instead of a page
    const button = event.submitter || form.querySelector("[data-busy]");
    if (!button || !button.dataset.busy) return;
    // After this turn, so that the name and value of the button still travel.
    setTimeout(() => {
      button.dataset.label = button.textContent;
      button.textContent = button.dataset.busy;
      button.setAttribute("aria-busy", "true");
    }, 0);
  });

  // Coming back with the browser's arrow: the form can be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("[aria-busy][data-label]")) {
      button.textContent = button.dataset.label;
      button.removeAttribute("aria-busy");
    }
  });

  // No signal: say so, keep what was typed.
  const offline = document.querySelector(".offline");
  function showOffline(scroll) {
    if (!offline) return;
    offline.hidden = navigator.onLine !== false;
    if (scroll && !offline.hidden) offline.scrollIntoView({ block: "center" });
  }
  window.addEventListener("online", () => showOffline(false));
  window.addEventListener("offline", () => showOffline(false));

  // The menu under "Más" closes with Escape or a press elsewhere.
  const more = document.querySelector("details.more");
  if (more) {
    document.addEventListener("click", (event) => {
      if (!more.contains(event.target)) more.open = false;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !more.open) return;
      more.open = false;
      more.querySelector("summary").focus();
    });
  }

  // Printing needs a script, so its button appears only where there is one.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // A list that filters at once when a choice changes; its button stays for everybody else.
  for (const form of document.querySelectorAll("form[data-at-once]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }
})();
