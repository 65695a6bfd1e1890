/* Leaving a form that was changed and not sent asks first. */
export function warnOfUnsaved(root) {
  const forms = [...root.querySelectorAll("form[data-guard]")];
  if (!forms.length) return;
  const changed = new Set();
  for (const form of forms) {
    form.addEventListener("input", () => changed.add(form));
    form.addEventListener("submit", () => changed.delete(form));
  }
  window.addEventListener("beforeunload", (event) => {
    if (changed.size) event.preventDefault();
  });
}
