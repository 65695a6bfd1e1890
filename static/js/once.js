/* A form is sent once, however often its button is pressed. The server holds the same rule. */
export function guardAgainstTwice(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    /* By attribute: a field may be called "method". A form that answers with a file says data-again. */
    if (event.defaultPrevented || form.getAttribute("method") !== "post" || "again" in form.dataset) return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    /* After the browser has read the form: a disabled button would not send its own name. */
    setTimeout(() => mark(form, true));
  });
  /* Back from the next page, out of the browser's memory: the form can be sent again. */
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of root.querySelectorAll("form[data-sending]")) {
      delete form.dataset.sending;
      mark(form, false);
    }
  });
}

function mark(form, sending) {
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    button.classList.toggle("is-sending", sending);
    if (sending) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}
