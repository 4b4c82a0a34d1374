import { type Logger, pino } from "pino";

export type Log = Logger;

/**
 * Structured logs, one JSON object a line. A log line is a fixed sentence plus fields; whole payloads are never logged,
 * because a redaction list reaches one level only.
 */
export function openLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ["token", "*.token", "response_url", "*.response_url", "authorization", "*.authorization"],
      censor: "<secret>",
    },
  });
}

/** A log that writes nothing, for whoever needs a log and has nothing to say. */
export const silentLog: Log = pino({ level: "silent" });
