import { refuse, refuseArguments } from "../refusal.ts";
import type { Kit } from "../things.ts";
import { blocksAt } from "./blocks.ts";
import { type Check, complain, items, kitAt, onlyFields, openCheck, required, words } from "./check.ts";
import { plain, textObject } from "./objects.ts";

const MOST_BLOCKS = 100;
const MOST_BYTES = 250 * 1024;

const fields =
  "type title submit close blocks callback_id private_metadata clear_on_close notify_on_close external_id submit_disabled";

/** What is wrong with a view, in Slack's words; empty when it may be shown. */
export function viewProblems(given: unknown, type: "modal" | "home"): string[] {
  const check = openCheck(type);
  const view = kitAt(check, given, "/view");
  if (!view || !required(check, view, "/view", "type", "blocks")) return check.problems;
  if (view.type !== type) complain(check, "/view/type", `must be ${type}`);
  onlyFields(check, view, "/view", fields);
  if (type === "modal") modal(check, view);
  words(check, view, "/view", "private_metadata", 3_000);
  words(check, view, "/view", "callback_id", 255);
  words(check, view, "/view", "external_id", 255);
  blocksAt(check, items(check, view, "/view", "blocks", MOST_BLOCKS, 0), "/view/blocks", MOST_BLOCKS);
  return [...new Set(check.problems)];
}

function modal(check: Check, view: Kit): void {
  required(check, view, "/view", "title");
  for (const name of ["title", "submit", "close"]) textObject(check, view[name], `/view/${name}`, 24, plain);
  const hasInput = Array.isArray(view.blocks) && view.blocks.some((block) => (block as Kit | null)?.type === "input");
  if (hasInput && !view.submit) complain(check, "/view", "missing required field: submit");
}

/** A view that a call brings, checked: `invalid_arguments` with each fault, or `view_too_large`. */
export function checkView(given: unknown, type: "modal" | "home"): Kit {
  if (given === undefined) refuseArguments("invalid_arguments", ["missing required field: view"]);
  if (JSON.stringify(given).length > MOST_BYTES) refuse("view_too_large");
  const problems = viewProblems(given, type);
  if (problems.length > 0) refuseArguments("invalid_arguments", problems);
  return given as Kit;
}
