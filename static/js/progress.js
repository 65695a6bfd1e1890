/* Asks how far a long job is, every second at first and more seldom later. */
export function followProgress(bar) {
  const meter = bar.querySelector("progress");
  const words = bar.querySelector("[data-progress-words]");
  let pause = 1000;

  async function ask() {
    try {
      const answer = await fetch(bar.dataset.progressUrl, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const state = await answer.json();
      meter.max = state.max || 100;
      meter.value = state.value;
      if (words && state.words !== words.textContent) words.textContent = state.words ?? "";
      if (state.finished) {
        if (state.next) location.assign(state.next);
        else location.reload();
        return;
      }
    } catch {
      pause = Math.min(pause * 2, 15000);
    }
    setTimeout(ask, pause);
    pause = Math.min(pause * 1.15, 5000);
  }

  setTimeout(ask, pause);
}
