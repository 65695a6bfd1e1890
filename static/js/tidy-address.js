/* Filters that were left empty stay out of the address. */
for (const form of document.querySelectorAll("form[data-tidy]")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) {
      if (value === "") {
        const kept = event.formData.getAll(name).filter((one) => one !== "");
        event.formData.delete(name);
        for (const one of kept) event.formData.append(name, one);
      }
    }
  });
}
