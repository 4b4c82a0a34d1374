// @ts-check

/** Long enough to be seen, so that a fast answer does not look like a click that went nowhere. */
const SEEN_MS = 200;

/**
 * Shows that a control is working until `work` ends, and lets nobody press it a second time meanwhile.
 * @template T
 * @param {HTMLElement} control
 * @param {() => Promise<T>} work
 * @returns {Promise<T | undefined>} undefined when it was working already
 */
export async function whileBusy(control, work) {
  if (control.getAttribute("aria-busy") === "true") return undefined;
  control.setAttribute("aria-busy", "true");
  control.setAttribute("aria-disabled", "true");
  try {
    const [answer] = await Promise.all([work(), new Promise((done) => setTimeout(done, SEEN_MS))]);
    return answer;
  } finally {
    control.removeAttribute("aria-busy");
    control.removeAttribute("aria-disabled");
  }
}
