/* A draft saves by itself, part by part; without this module the button saves it. What somebody else writes at the same
   time appears, unless one is writing there oneself: then both versions are shown when it is saved by the button. */
const PAUSE = 1500;
const LOOK = 15000;

for (const form of document.querySelectorAll("form[data-autosave]")) keep(form);

function keep(form) {
  const kept = { form, parts: new Map(), timer: 0, sending: false };
  for (const box of form.querySelectorAll("[data-part]")) {
    const name = box.dataset.part;
    kept.parts.set(name, { box, saved: valueOf(box, name), stuck: false });
  }
  form.addEventListener("input", () => later(kept));
  form.addEventListener("change", () => later(kept, 0));
  form.addEventListener("submit", () => clearTimeout(kept.timer));
  if (form.dataset.now) setInterval(() => look(kept), LOOK);
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

async function save(kept) {
  if (kept.sending) return later(kept);
  const sent = new Map();
  const body = new FormData();
  body.append("csrfmiddlewaretoken", kept.form.elements.csrfmiddlewaretoken.value);
  for (const [name, part] of kept.parts) {
    const value = valueOf(part.box, name);
    if (part.stuck || value === part.saved) continue;
    body.append(name, value);
    body.append(`${name}-version`, versionOf(part.box, name).value);
    sent.set(name, value);
  }
  if (!sent.size) return;
  kept.sending = true;
  say(kept, kept.form.dataset.saving);
  try {
    const response = await fetch(kept.form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const answer = await response.json();
    if (response.ok) taken(kept, sent, answer.saved);
    else if (response.status === 409) stopped(kept, answer.conflict);
    else say(kept, kept.form.dataset.wrong);
  } catch {
    say(kept, kept.form.dataset.unsaved);
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
  if (valueOf(part.box, name) !== part.saved || part.box.contains(document.activeElement)) return;
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
