// @ts-check
import { fill, h } from "./dom.js";
import { loadCalls } from "./load.js";
import { closeSide, openSide, sideShows } from "./side.js";
import { on, store } from "./store.js";
import { format, instantOf } from "./times.js";

/** @import { Call } from "./wire.ts" */

/** As many rows as are drawn; the filter looks through all. */
const SHOWN = 200;

let words = "";
let onlyErrors = false;

/** Every Web API call of the bot, newest first: what it asked, and what it was answered. */
export function toggleInspector() {
  if (sideShows() === "inspector") return closeSide();
  const list = h("ol", { class: "calls", "aria-label": "API calls, newest first" });
  const count = h("p", { class: "calls-count", role: "status" });
  const filter = h("input", {
    type: "search",
    class: "field",
    placeholder: "Filter: method or words in the arguments",
    "aria-label": "Filter calls",
    value: words,
    oninput: () => {
      words = filter.value;
      draw();
    },
  });
  const errors = h("input", {
    type: "checkbox",
    checked: onlyErrors,
    onchange: () => {
      onlyErrors = errors.checked;
      draw();
    },
  });
  /** @type {Map<number, HTMLElement>} */
  const rows = new Map();

  const draw = () => {
    const typed = words.trim().toLowerCase();
    const fits = store.calls.filter(
      (call) =>
        (!onlyErrors || !call.ok) &&
        (!typed || `${call.method} ${call.error ?? ""} ${JSON.stringify(call.args)}`.toLowerCase().includes(typed)),
    );
    const failed = store.calls.filter((call) => !call.ok).length;
    count.textContent = `${fits.length} of ${store.calls.length} calls${failed > 0 ? `, ${failed} refused` : ""}`;
    const shown = fits.slice(-SHOWN).reverse();
    for (const call of shown) if (!rows.has(call.n)) rows.set(call.n, row(call));
    list.replaceChildren(...shown.map((call) => /** @type {HTMLElement} */ (rows.get(call.n))));
    if (shown.length === 0)
      fill(
        list,
        h(
          "li",
          { class: "closed" },
          store.calls.length === 0 ? "The bot has not called yet." : "No call fits the filter.",
        ),
      );
  };
  drawCalls = draw;
  openSide({
    kind: "inspector",
    title: "API calls",
    body: [
      h(
        "div",
        { class: "calls-head" },
        filter,
        h("label", { class: "box" }, errors, h("span", {}, "Refused only")),
        count,
      ),
      h("div", { class: "scroll" }, list),
    ],
    closed: () => tellButton(false),
  });
  tellButton(true);
  draw();
  void loadCalls();
}

/** @type {() => void} */
let drawCalls = () => {};
let asked = false;

/** @param {boolean} open */
const tellButton = (open) => document.getElementById("inspect")?.setAttribute("aria-pressed", String(open));

export function startInspector() {
  on("calls", () => {
    if (sideShows() !== "inspector" || asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      drawCalls();
    });
  });
}

/** @param {Call} call */
function row(call) {
  const at = format(instantOf(call.at), { hour: "2-digit", minute: "2-digit", second: "2-digit" }, "UTC");
  const details = h(
    "details",
    {
      ontoggle: () => {
        if (details.open && details.childElementCount === 1)
          details.append(h("pre", { tabindex: "0" }, JSON.stringify(readable(call), null, 2)));
      },
    },
    h(
      "summary",
      {},
      h("span", { class: call.ok ? "call-ok" : "call-bad" }, call.ok ? "ok" : call.error || "error"),
      h("code", {}, call.method),
      h("span", { class: "call-gist" }, gistOf(call)),
      h("time", {}, at),
    ),
  );
  return h("li", { dataset: { n: String(call.n) } }, details);
}

/** The arguments that tell most, in a few words. @param {Call} call */
function gistOf(call) {
  const { channel, name, text, topic, user, title } = call.args ?? {};
  const place = store.channels.get(channel)?.name ?? name ?? store.users.get(user)?.name;
  return [place, text ?? topic ?? title]
    .filter((one) => typeof one === "string" && one !== "")
    .join(" · ")
    .slice(0, 120);
}

/** JSON that the SDK sends inside of form fields is shown as what it is. @param {Call} call */
function readable(call) {
  const args = Object.fromEntries(
    Object.entries(call.args ?? {}).map(([name, value]) => {
      if (typeof value !== "string" || !/^[[{]/.test(value)) return [name, value];
      try {
        return [name, JSON.parse(value)];
      } catch {
        return [name, value];
      }
    }),
  );
  return { ...call, args };
}
