/* A draft saves by itself, part by part; without this module the button saves it. What somebody else writes at the same
   time appears, unless one is writing there oneself: then both versions are shown when it is saved by the button. */
const PAUSE = 1500;
const LOOK = 15000;

for (const form of document.querySelectorAll("form[data-autosave]")) keep(form);

function keep(form) {
  const kept = { form, parts: new Map(), timer: 0, sending: false, isCut: false, isSent: false };
  for (const box of form.querySelectorAll("[data-part]")) {
    const name = box.dataset.part;
    kept.parts.set(name, { box, saved: valueOf(box, name), stuck: false });
  }
  form.addEventListener("input", () => later(kept));
  form.addEventListener("change", () => later(kept, 0));
  form.addEventListener("submit", () => {
    clearTimeout(kept.timer);
    kept.isSent = true;
  });
  if (form.dataset.now) {
    setInterval(() => look(kept), LOOK);
    document.addEventListener("visibilitychange", () => look(kept));
  }
  addEventListener("pagehide", () => save(kept, true));
  addEventListener("beforeunload", (event) => {
    if (wouldBeLost(kept)) event.preventDefault();
  });
}

/* What is typed and not saved yet, but for what waits for somebody to choose between two versions. */
function unsaved(kept) {
  const found = new Map();
  for (const [name, part] of kept.parts) {
    const value = valueOf(part.box, name);
    if (!part.stuck && value !== part.saved) found.set(name, value);
  }
  return found;
}

function wouldBeLost(kept) {
  if (kept.isSent) return false;
  const isStuck = [...kept.parts].some(([name, part]) => part.stuck && valueOf(part.box, name) !== part.saved);
  return isStuck || (kept.isCut && unsaved(kept).size > 0);
}

function valueOf(box, name) {
  const chosen = box.querySelector(`[name="${name}"]:checked`);
  if (chosen) return chosen.value;
  const field = box.querySelector(`[name="${name}"]:not([type=radio])`);
  return field ? field.value : "";
}

function later(kept, pause = PAUSE) {
  clearTimeout(kept.timer);
  kept.timer = setTimeout(() => save(kept), pause);
}

/* On the way to another page the request outlives this one. */
async function save(kept, leaving = false) {
  if (leaving && kept.isSent) return;
  if (kept.sending && !leaving) return later(kept);
  const sent = unsaved(kept);
  if (!sent.size) return;
  const body = new FormData();
  body.append("csrfmiddlewaretoken", kept.form.elements.csrfmiddlewaretoken.value);
  for (const [name, value] of sent) {
    body.append(name, value);
    body.append(`${name}-version`, versionOf(kept.parts.get(name).box, name).value);
  }
  kept.sending = true;
  say(kept, kept.form.dataset.saving);
  try {
    const headers = { Accept: "application/json" };
    const response = await fetch(kept.form.action, { method: "POST", body, headers, keepalive: leaving });
    const answer = await response.json();
    kept.isCut = false;
    if (response.ok) taken(kept, sent, answer.saved);
    else if (response.status === 409) stopped(kept, answer.conflict);
    else say(kept, kept.form.dataset.wrong);
  } catch {
    kept.isCut = true;
    say(kept, kept.form.dataset.unsaved);
    later(kept, LOOK);
  } finally {
    kept.sending = false;
  }
}

function taken(kept, sent, saved) {
  for (const [name, value] of sent) {
    const part = kept.parts.get(name);
    part.saved = value;
    if (saved[name]) versionOf(part.box, name).value = saved[name].version;
  }
  say(kept, kept.form.dataset.saved);
  kept.form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
}

function stopped(kept, conflict) {
  for (const [name, theirs] of Object.entries(conflict)) {
    const part = kept.parts.get(name);
    part.stuck = true;
    note(part.box, `${kept.form.dataset.conflict} ${theirs.by}`.trim());
  }
  say(kept, "");
  later(kept);
}

async function look(kept) {
  if (document.hidden || kept.sending) return;
  try {
    const response = await fetch(kept.form.dataset.now, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const answer = await response.json();
    for (const [name, theirs] of Object.entries(answer.parts)) show(kept, name, theirs);
  } catch {
    /* The next look tries again. */
  }
}

function show(kept, name, theirs) {
  const part = kept.parts.get(name);
  if (!part || Number(versionOf(part.box, name).value) >= theirs.version) return;
  if (valueOf(part.box, name) !== part.saved) return;
  if (part.box.contains(document.activeElement)) {
    part.box.addEventListener("focusout", () => setTimeout(() => show(kept, name, theirs)), { once: true });
    return;
  }
  for (const field of part.box.querySelectorAll(`[name="${name}"]`)) {
    if (field.type === "radio") field.checked = field.value === theirs.text;
    else field.value = theirs.text;
  }
  versionOf(part.box, name).value = theirs.version;
  part.saved = theirs.text;
  note(part.box, `${kept.form.dataset.theirs} ${theirs.by}`);
}

function versionOf(box, name) {
  return box.querySelector(`[name="${name}-version"]`);
}

function note(box, words) {
  box.querySelector(".part-note").textContent = words;
}

function say(kept, words) {
  kept.form.querySelector(".draft-note").textContent = words;
}
