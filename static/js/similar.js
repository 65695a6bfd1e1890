/* While a title is typed, what resembles it is shown under it. Without this, a button looks it up. */
const title = document.querySelector("[data-similar] input, input[data-similar]");
const found = document.querySelector("[data-similar-found]");
const address = title?.closest("[data-similar]")?.dataset.similar;
const PAUSE = 350;
const SHORTEST = 4;

if (title && found && address) {
  let waiting;
  let asking;
  let last = title.value.trim();

  async function look() {
    const words = title.value.trim();
    if (words === last) return;
    last = words;
    asking?.abort();
    if (words.length < SHORTEST) {
      found.replaceChildren();
      return;
    }
    asking = new AbortController();
    try {
      const answer = await fetch(`${address}?title=${encodeURIComponent(words)}`, { signal: asking.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      found.replaceChildren(...page.body.childNodes);
    } catch {
      /* Nothing is shown, and the idea can be sent all the same. */
    }
  }

  title.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });
}
