import { type Logger, LogLevel } from "@slack/web-api";
import type { Log } from "../../base/log.ts";

/** The longest that one of the SDK's sentences may be in our log. */
const longest = 300;

/**
 * The SDK's own log, in ours. Only its sentences pass, of warnings and errors: at debug it writes payloads and tokens, and
 * its error objects hold whole requests.
 */
export function boltLogger(log: Log): Logger {
  return {
    debug() {},
    info() {},
    warn: (...said: unknown[]) => log.warn({ said: sentenceIn(said) }, "slack sdk warns"),
    error: (...said: unknown[]) => log.warn({ said: sentenceIn(said) }, "slack sdk reports an error"),
    setLevel() {},
    getLevel: () => LogLevel.WARN,
    setName() {},
  };
}

function sentenceIn(said: unknown[]): string {
  const first = said.find((part) => typeof part === "string" || part instanceof Error);
  const text = first instanceof Error ? first.message : String(first ?? "");
  return text.replace(/xox[a-z]-[\w-]+|xapp-[\w-]+|https?:\/\/\S+/g, "<secret>").slice(0, longest);
}
