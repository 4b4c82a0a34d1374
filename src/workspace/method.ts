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

/**
 * Declares a method. One file in `methods/`, found by its place. `Answer` is the SDK's own type of the answer: a field that
 * Slack does not send is an error of types.
 */
export function defineMethod<Answer extends object = object>(
  method: Omit<Method, "run"> & { run(call: Call): Fields<Answer> },
): Method {
  return method;
}

/** Every field of an answer may be absent, or be there without a value, which leaves it out of the JSON. */
type Fields<Answer> = { [Field in keyof Answer as string extends Field ? never : Field]?: Answer[Field] | undefined };

/** Whether a file of `methods/` brings a method. */
export function isMethod(value: unknown): value is Method {
  return typeof value === "object" && value !== null && "tier" in value && "run" in value;
}
