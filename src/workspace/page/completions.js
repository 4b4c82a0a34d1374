// @ts-check
/** @import { Command } from "./wire.ts" */

/**
 * What could be meant by what is typed so far. Pure: the composer shows it and puts `insert` in the place of
 * `text.slice(from, to)`.
 *
 * @typedef {{ insert: string, label: string, detail?: string | undefined }} Completion
 * @typedef {{ from: number, to: number, title: string, items: Completion[], help?: string | undefined }} Offer
 */

/** More people, channels or emoji would hide the messages; of a command every usage is shown. */
const MOST = 8;

/**
 * The single usages of a command: what its `usage_hint` lists between bars. Bars with spaces around them part usages, so
 * that a choice inside one (`sev1|sev2`) stays whole; without any such, every bar parts.
 * @param {Command} command
 */
export function usagesOf(command) {
  const hint = command.usage_hint ?? "";
  const parts = / \| /.test(hint) ? hint.split(/\s+\|\s+/) : hint.split("|");
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** The part of a usage that can be typed as it is: up to the first `<...>`, `[...]` or choice. @param {string} usage */
export const fixedPart = (usage) => {
  const words = usage.split(/\s+/);
  const stop = words.findIndex((word) => /[<>[\]|"“…]|\.\.\./.test(word));
  return (stop < 0 ? words : words.slice(0, stop)).join(" ");
};

/**
 * Help for a slash command.
 * @param {string} text all that is typed
 * @param {Command[]} commands
 * @returns {Offer | undefined}
 */
export function commandOffer(text, commands) {
  if (!text.startsWith("/") || text.includes("\n")) return undefined;
  const typed = text.toLowerCase();
  const space = text.search(/\s/);
  if (space < 0) {
    const items = commands
      .filter((command) => command.command.startsWith(typed))
      .flatMap((command) => {
        const usages = usagesOf(command).map((usage) => usageItem(command, usage));
        return usages.length > 0
          ? usages
          : [{ insert: `${command.command} `, label: command.command, detail: command.description }];
      });
    return offered(text, commands.length === 1 ? (commands[0]?.description ?? "") : "Commands", items);
  }
  const command = commands.find((one) => one.command === typed.slice(0, space));
  if (!command) return undefined;
  const rest = typed.slice(space).trimStart().replace(/\s+/g, " ");
  const usages = usagesOf(command);
  const items = usages
    .filter((usage) => usage.toLowerCase().startsWith(rest) && fixedPart(usage).toLowerCase() !== rest.trim())
    .map((usage) => usageItem(command, usage));
  const verb = rest.split(" ")[0] ?? "";
  const same = usages.find((usage) => usage.toLowerCase().split(/\s+/)[0] === verb);
  const help = same && same !== verb ? `${command.command} ${same}` : undefined;
  return offered(text, command.description, items, items.length === 0 ? help : undefined);
}

/** @param {Command} command @param {string} usage @returns {Completion} */
const usageItem = (command, usage) => {
  const fixed = fixedPart(usage);
  return { insert: `${command.command} ${fixed}${fixed ? " " : ""}`, label: `${command.command} ${usage}` };
};

/** @param {string} text @param {string} title @param {Completion[]} items @param {string} [help] @returns {Offer | undefined} */
const offered = (text, title, items, help) =>
  items.length > 0 || help ? { from: 0, to: text.length, title, items, help } : undefined;

/**
 * People after `@`, channels after `#`, emoji after `:`, at the caret.
 * @param {string} text
 * @param {number} caret
 * @param {{ people: { name: string, real_name: string }[], channels: { name: string }[], emoji: Record<string, string> }} known
 * @returns {Offer | undefined}
 */
export function wordOffer(text, caret, { people, channels, emoji }) {
  const found = /(^|[\s(])([@#:])([\p{L}\p{N}._+-]*)$/u.exec(text.slice(0, caret));
  if (!found) return undefined;
  const [, , sign = "", word = ""] = found;
  const typed = word.toLowerCase();
  const from = caret - word.length - 1;
  /** @type {Completion[]} */
  let items = [];
  if (sign === "@")
    items = people
      .filter((one) => one.name.startsWith(typed) || one.real_name.toLowerCase().includes(typed))
      .map((one) => ({ insert: `@${one.name} `, label: `@${one.name}`, detail: one.real_name }));
  else if (sign === "#")
    items = channels
      .filter((one) => one.name.includes(typed))
      .map((one) => ({ insert: `#${one.name} `, label: `#${one.name}` }));
  else if (typed.length >= 2)
    items = Object.entries(emoji)
      .filter(([name]) => name.startsWith(typed))
      .map(([name, glyph]) => ({ insert: `:${name}: `, label: `${glyph} :${name}:` }));
  const title = { "@": "People", "#": "Channels", ":": "Emoji" }[sign] ?? "";
  return items.length > 0 ? { from, to: caret, title, items: items.slice(0, MOST) } : undefined;
}
