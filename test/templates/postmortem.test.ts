import { describe, expect, test } from "vitest";
import { type PostmortemFacts, postmortemHeadings, renderPostmortem } from "../../src/text/postmortem.ts";
import { shipped } from "./shipped.ts";

const at = (time: string) => Date.parse(`2026-11-21T${time}Z`);
const facts: PostmortemFacts = {
  title: "Gateway returns 503",
  severity: "SEV1",
  detectedAt: at("23:00"),
  resolvedAt: at("23:00") + 73 * 60_000,
  components: ["Gateway (OpenAI shape)"],
  symptom: "requests failed with 503",
  impact: "no completions",
  rootCause: "A release refused valid requests.",
  timeline: [
    { at: at("23:00"), text: "first signal (alert)" },
    { at: at("23:04"), text: "ack by the on-call" },
    { at: at("23:00") + 73 * 60_000, text: "full resolution; status page updated" },
  ],
  promises: [
    { name: "Acknowledgement", dueAt: at("23:15"), metAt: at("23:04"), kept: true },
    { name: "First update", dueAt: at("23:15"), metAt: at("23:27"), kept: false },
    { name: "Mitigation", dueAt: at("23:59"), metAt: null, kept: false },
  ],
  requestsDropped: 1234,
  actions: [
    { item: "Canary every release | always", owner: "@ada", due: at("00:00"), tracking: "https://tracker.test/1" },
  ],
};

test("the draft holds what the record knows, in the agreed shape", () => {
  expect(renderPostmortem(shipped.postmortem, facts)).toBe(`# Incident 2026-11-21 — Gateway returns 503
**Severity:** SEV1 **Duration:** 01:13 **Customer impact:** no completions

## Summary

From 2026-11-21T23:00Z, Gateway (OpenAI shape) did not work as it should: requests failed with 503; no completions. It was over at 2026-11-22T00:13Z, after 1 h 13 min.

## Timeline (UTC)

- 23:00 — first signal (alert)
- 23:04 — ack by the on-call
- 00:13 — (2026-11-22) full resolution; status page updated

## Impact

- Affected tenants: _To be written: the list, or "all"._
- Affected endpoints: _To be written: the list._
- Requests dropped: 1234
- Estimated revenue / SLA-credit impact: _To be written: an estimate in USD; it is not published._

## Root cause

A release refused valid requests.

## Contributing factors

_To be written: what made it likelier, longer or harder to see: slow detection, an unclear runbook, a missing alert._

## What went well

- Acknowledgement: promised by 2026-11-21T23:15Z, kept at 2026-11-21T23:04Z.
- _To be written: what helped, so that it is kept._

## What went poorly

- First update: it was due 2026-11-21T23:15Z and came 12 min late. _To be written: what in the tools or the process let it slip._
- Mitigation: it was due 2026-11-21T23:59Z and did not come before the incident was over. _To be written: what in the tools or the process let it slip._
- _To be written: where systems, tools or the process got in the way._

## Action items

| Item | Owner | Due | Tracking |
| --- | --- | --- | --- |
| Canary every release \\| always | @ada | 2026-11-21 | https://tracker.test/1 |
`);
});

describe("whatever people typed", () => {
  const draft = renderPostmortem(shipped.postmortem, {
    ...facts,
    title: "# <script>alert(1)</script>\n## Impact {{ title }}",
    rootCause: "## Summary\n--- \n| a | b |\n<b>x</b>",
    timeline: [{ at: at("23:00"), text: "note:\n## Impact" }],
  });

  test("the headings are the agreed ones", () => {
    expect(
      draft
        .split("\n")
        .filter((line) => /^##? /.test(line))
        .slice(1),
    ).toEqual(postmortemHeadings.map((heading) => `## ${heading}`));
  });

  test("there is no HTML, and no template in it is run", () => {
    expect(draft).not.toContain("<script>");
    expect(draft).toContain("{{ title }}");
  });
});

test("with nothing known, every part asks to be written", () => {
  const draft = renderPostmortem(shipped.postmortem, {
    ...facts,
    resolvedAt: null,
    components: [],
    symptom: null,
    impact: null,
    rootCause: null,
    timeline: [],
    promises: [],
    actions: [],
  });
  for (const part of draft.split(/^## /m)) expect(part).toContain("_To be written: ");
});
