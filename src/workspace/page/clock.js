// @ts-check
import { post } from "./api.js";
import { fill, h, icon, part } from "./dom.js";
import { on, store } from "./store.js";
import { format, instantOf } from "./times.js";
import { refused } from "./toasts.js";

/** @import { Anchor } from "./wire.ts" */

const SPEEDS = [1, 10, 60, 600];

/** How far this machine's clock is from the workspace's, in milliseconds: a phone on the same network may be off. */
let skewMs = 0;

const machineNow = () => performance.timeOrigin + performance.now();

/** The product's time now, in milliseconds since 1970. */
export function productNow() {
  const { anchor } = store;
  if (!anchor) return machineNow();
  return anchor.product + (machineNow() + skewMs - anchor.real) * anchor.speed;
}

/**
 * Takes the workspace's clock over.
 * @param {Anchor | undefined} anchor
 * @param {number | string} [now] product time at this very moment
 */
export function setClock(anchor, now) {
  if (!anchor) return;
  store.anchor = { real: instantOf(anchor.real), product: instantOf(anchor.product), speed: Number(anchor.speed) };
  if (now === undefined || !(store.anchor.speed > 0)) return;
  skewMs = store.anchor.real + (instantOf(now) - store.anchor.product) / store.anchor.speed - machineNow();
}

/** Shows the product's time, and lets it run faster. */
export function startClock() {
  const day = h("span", { class: "clock-day" });
  const time = h("span");
  const face = h("span", { class: "clock-face", "aria-hidden": "true" }, day, " ", time, " UTC");
  const spoken = h("span", { class: "unseen" });
  const speeds = h("div", { class: "segments", role: "group", "aria-label": "Clock speed" });
  fill(part("clock"), icon("clock"), face, spoken, speeds);

  const tick = () => {
    const now = productNow();
    day.textContent = format(now, { day: "numeric", month: "short" }, "UTC");
    time.textContent = format(now, { hour: "2-digit", minute: "2-digit", second: "2-digit" }, "UTC");
    spoken.textContent = `Product time ${format(now, { dateStyle: "medium", timeStyle: "short" }, "UTC")} UTC`;
  };
  const drawSpeeds = () => {
    const current = store.anchor?.speed ?? 1;
    const known = SPEEDS.includes(current) ? SPEEDS : [...SPEEDS, current].sort((one, other) => one - other);
    const focused = speeds.contains(document.activeElement) ? document.activeElement?.textContent : undefined;
    fill(
      speeds,
      known.map((speed) =>
        h(
          "button",
          {
            type: "button",
            "aria-pressed": String(speed === current),
            title: speed === 1 ? "Real time" : `${speed} times as fast`,
            onclick: () => setSpeed(speed),
          },
          `${speed}×`,
        ),
      ),
    );
    if (focused) [...speeds.querySelectorAll("button")].find((button) => button.textContent === focused)?.focus();
  };
  on(["clock", "state"], () => {
    tick();
    if (speeds.dataset.speed === String(store.anchor?.speed)) return;
    speeds.dataset.speed = String(store.anchor?.speed);
    drawSpeeds();
  });
  setInterval(tick, 250);
}

/** @param {number} speed */
async function setSpeed(speed) {
  const answer = await post("clock", { speed });
  if (!answer.ok) refused(answer, "The clock keeps its speed");
}
