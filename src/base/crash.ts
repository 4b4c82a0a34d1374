import process from "node:process";

/** The places where a power cut hurts most. A chaos run names one, and the process dies there as if the plug had been pulled. */
export type CrashPoint = "before-commit" | "after-commit" | "after-send" | "in-migration" | "in-shutdown";

/** `<point>` dies at the first visit, `<point>:3` at the third. Read once: nothing changes it while the process lives. */
const [doomed, nth = "1"] = (process.env.SITREP_CRASH_AT ?? "").split(":");
let visits = 0;

/** Kills this process with SIGKILL when SITREP_CRASH_AT names this point; otherwise does nothing. For chaos runs only. */
export function crashPoint(name: CrashPoint): void {
  if (name === doomed && ++visits === Number(nth)) process.kill(process.pid, "SIGKILL");
}

/**
 * False in a chaos run that is to show what asking a destination is good for: SITREP_CHAOS=no-ask-before-repeat. Heeded
 * with the local workspace only.
 */
export const asksBeforeRepeat = process.env.SITREP_CHAOS !== "no-ask-before-repeat";
