// @ts-check
import { h } from "./dom.js";
import { slot, use } from "./surface.js";
import { fromLocal, myZone, toLocal } from "./times.js";

/** @import { Kit } from "./wire.ts" */
/** @import { Surface } from "./surface.js" */
/** @import { Wiring } from "./elements.js" */

/**
 * Slack's value (a day, a time, Unix seconds) against the one of the browser's own input, in the person's zone.
 * @type {Record<string, { input: string, initial: string, show: (value: string) => string, read: (shown: string) => string }>}
 */
const PICKERS = {
  datepicker: { input: "date", initial: "initial_date", show: (day) => day, read: (day) => day },
  timepicker: { input: "time", initial: "initial_time", show: (time) => time, read: (time) => time.slice(0, 5) },
  datetimepicker: {
    input: "datetime-local",
    initial: "initial_date_time",
    show: (seconds) => toLocal(Number(seconds) * 1000),
    read: (local) => String(Math.floor(fromLocal(local) / 1000)),
  },
};

/** @param {string} type */
export const isPicker = (type) => type in PICKERS;

/** @param {Kit} element @param {Kit} block @param {Surface} surface @param {Wiring} wiring */
export function picker(element, block, surface, wiring) {
  const kind = /** @type {typeof PICKERS[string]} */ (PICKERS[element.type]);
  const key = slot(block, element);
  const kept = surface.values.get(key);
  const held = kept === undefined ? element[kind.initial] : kept;
  surface.values.set(key, held === undefined || held === null ? null : String(held));
  const input = h("input", {
    id: wiring.id,
    class: "field",
    type: kind.input,
    dataset: { action: element.action_id ?? "" },
    value: held ? kind.show(String(held)) : "",
    ...wiring.name,
    onchange: () => {
      const value = input.value === "" ? null : kind.read(input.value);
      surface.values.set(key, value);
      if (wiring.dispatch && value !== null) void use(surface, block, element, value, input);
    },
  });
  if (kind.input === "date") return input;
  return h("span", { class: "picker" }, input, h("small", {}, zoneName(element.timezone)));
}

/** @param {string | undefined} zone */
const zoneName = (zone) => `${(zone ?? myZone()).replace(/_/g, " ")} time`;
