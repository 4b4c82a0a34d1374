/** A no in Slack's own words. Thrown inside a method, answered as `{ ok: false, error, ... }`. */
export class SlackRefusal extends Error {
  readonly code: string;
  readonly more: Record<string, unknown>;

  constructor(code: string, more: Record<string, unknown> = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }
}

/** Refuses the call with Slack's error code. */
export function refuse(code: string, more: Record<string, unknown> = {}): never {
  throw new SlackRefusal(code, more);
}

/** Refuses with the sentences that Slack adds when arguments, blocks or views are not valid. */
export function refuseArguments(code: string, messages: string[]): never {
  throw new SlackRefusal(code, { response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) } });
}
