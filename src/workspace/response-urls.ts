import { randomBytes } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import { forgetOldest } from "./forget.ts";

/** A response_url answers this long and this often (https://docs.slack.dev/interactivity/handling-user-interaction). */
const LIFE_MS = 30 * 60_000;
const MOST_USES = 5;

/** What a response_url stands for: who did what where, and the message they did it on. */
export interface Origin {
  user: string;
  channel: string;
  /** The message that was clicked; a command has none. */
  message: { ts: string; ephemeral: boolean } | null;
}

/** The addresses under which an app may answer an interaction for half an hour. */
export interface ResponseUrls {
  /** A new address, absolute once `base` is put before it. */
  issue(origin: Origin): string;
  /** What it stands for, without using it up; null when unknown, too old, or used five times. */
  look(path: string): Origin | null;
  use(path: string): void;
}

export function openResponseUrls(real: Clock): ResponseUrls {
  const issued = new Map<string, { origin: Origin; at: number; uses: number }>();
  return {
    issue(origin) {
      const path = `/response/${randomBytes(18).toString("base64url")}`;
      forgetOldest(issued);
      issued.set(path, { origin, at: real.now(), uses: 0 });
      return path;
    },
    look(path) {
      const known = issued.get(path);
      if (!known || real.now() - known.at > LIFE_MS || known.uses >= MOST_USES) return null;
      return known.origin;
    },
    use(path) {
      const known = issued.get(path);
      if (known) known.uses += 1;
    },
  };
}
