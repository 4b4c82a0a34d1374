import type { Signal } from "../../../src/domain/events.ts";

/** When these signals come in. */
export const noon = Date.parse("2026-11-21T12:00Z");

/** A firing signal that says hardly anything, with what the test wants said. */
export function aSignal(own: Partial<Signal> = {}): Signal {
  return {
    source: "alertmanager",
    identity: "alertmanager:60b3",
    status: "firing",
    title: "GatewayDown",
    description: null,
    severityHint: null,
    labels: {},
    groupKey: null,
    startedAt: null,
    runbookUrl: null,
    links: [],
    ...own,
  };
}
