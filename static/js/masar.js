/* What every page has. Everything works without it. */
import { guardAgainstTwice } from "./once.js";
import { warnOfUnsaved } from "./unsaved.js";
import { followProgress } from "./progress.js";

guardAgainstTwice(document);
warnOfUnsaved(document);
for (const bar of document.querySelectorAll("[data-progress-url]")) followProgress(bar);

/* After a refused form the list of errors is read first. */
document.querySelector("[data-errors]")?.focus();
