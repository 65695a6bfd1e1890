/* Runs one ceremony of a passkey: the form is shown only where the browser knows passkeys. */
const script = document.querySelector("script[data-ceremony]");
const form = document.querySelector("[data-passkey-form]");

function load(address) {
  return new Promise((done, failed) => {
    const tag = document.createElement("script");
    tag.src = address;
    tag.onload = done;
    tag.onerror = failed;
    document.head.append(tag);
  });
}

async function answerOf(ceremony) {
  if (ceremony === "loginForm") {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    return window.webauthnJSON.get((await answer.json()).request_options);
  }
  const data = JSON.parse(document.getElementById("js_data").textContent);
  if (ceremony === "authenticateForm") return window.webauthnJSON.get(data.request_options);
  const asked = data.creation_options;
  const alone = form.querySelector("[name=passwordless]")?.checked ?? false;
  const wish = asked.publicKey.authenticatorSelection;
  wish.residentKey = alone ? "required" : "discouraged";
  wish.requireResidentKey = alone;
  if (alone) wish.userVerification = "required";
  return window.webauthnJSON.create(asked);
}

if (form && window.PublicKeyCredential) {
  await load(script.dataset.library);
  form.hidden = false;
  form.querySelector("button").addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      form.querySelector("[name=credential]").value = JSON.stringify(await answerOf(script.dataset.ceremony));
      form.submit();
    } catch (refusal) {
      console.warn(refusal);
    }
  });
}
