import { randomBytes, randomInt } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import { forgetOldest } from "./forget.ts";

/** A trigger may be used for this long after it was sent (https://docs.slack.dev/interactivity/handling-user-interaction). */
const TRIGGER_LIFE_MS = 3_000;

/** The single-use tickets with which an app may open a form for the person who has just done something. */
export interface Triggers {
  /** `view`: the modal that the person is in, when the trigger comes from one. */
  issue(user: string, view?: string): string;
  /** Uses a trigger up. Refuses one that was never issued, is used, or older than 3 s. */
  exchange(trigger: string): { user: string; view: string | undefined } | { error: string };
}

export function openTriggers(real: Clock): Triggers {
  const issued = new Map<string, { user: string; view: string | undefined; at: number; used: boolean }>();
  return {
    issue(user, view) {
      const id = `${randomInt(1e12, 1e13)}.${randomInt(1e12, 1e13)}.${randomBytes(16).toString("hex")}`;
      forgetOldest(issued);
      issued.set(id, { user, view, at: real.now(), used: false });
      return id;
    },
    exchange(id) {
      const trigger = issued.get(id);
      if (!trigger) return { error: "invalid_trigger_id" };
      if (trigger.used) return { error: "exchanged_trigger_id" };
      if (real.now() - trigger.at > TRIGGER_LIFE_MS) return { error: "expired_trigger_id" };
      trigger.used = true;
      return { user: trigger.user, view: trigger.view };
    },
  };
}
