import { randomInt } from "node:crypto";

const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** An id in Slack's form: a letter for what it names (`T`, `U`, `B`, `A`, `C`, `D`, `V`, `F`, `S`, `Ev`, `Bk`), then ten characters. */
export function slackId(prefix: string): string {
  return `${prefix}0${random(characters, 9)}`;
}

/** Four to six characters, as Slack fills in for a block or an action that bears no id of its own. */
export function fillerId(): string {
  return random(`${characters}abcdefghijklmnopqrstuvwxyz`, 5);
}

function random(from: string, length: number): string {
  return Array.from({ length }, () => from[randomInt(from.length)]).join("");
}
