import type { Arguments } from "./arguments.ts";
import type { Tier } from "./rate-limits.ts";
import type { World } from "./world.ts";

/** What a method is handed: the workspace, the arguments, and whose token it was. */
export interface Call {
  world: World;
  args: Arguments;
  /** The user the token acts as: always the bot, for the methods that act. */
  by: string;
  /** The fault that this call meets, where the method itself has to misbehave. */
  fault: string | null;
}

/** One Web API method. It answers with what stands beside `ok: true`, or refuses (`refusal.ts`). */
export interface Method {
  name: string;
  tier: Tier;
  /** The kind of token it takes; a bot token when not said. */
  token?: "bot" | "app" | "any";
  /** Any one of these lets the call in; none when absent. What depends on the channel is asked inside (`scopes.ts`). */
  scopes?: string[];
  run(call: Call): object | Promise<object>;
}

/** Declares a method. One file in `methods/`, found by its place. */
export function defineMethod(method: Method): Method {
  return method;
}
