import { type Arguments, flag, text } from "./arguments.ts";
import { refuse } from "./refusal.ts";
import { type Message, microsOf } from "./things.ts";

/** Those messages that lie between `oldest` and `latest`; the two themselves only with `inclusive`. */
export function inSpan(args: Arguments, messages: Message[]): Message[] {
  const [oldest, latest] = [bound(args, "oldest"), bound(args, "latest")];
  const inclusive = flag(args, "inclusive") ?? false;
  return messages.filter(({ ts }) => {
    const at = microsOf(ts);
    if (inclusive && (at === oldest || at === latest)) return true;
    return (oldest === null || at > oldest) && (latest === null || at < latest);
  });
}

function bound(args: Arguments, name: "oldest" | "latest"): number | null {
  const value = text(args, name);
  if (value === undefined || value === "0") return null;
  const micros = microsOf(value);
  return Number.isNaN(micros) ? refuse(`invalid_ts_${name}`) : micros;
}
