import { expect, test } from "vitest";
import { emptyGroup } from "../../../src/domain/alert/group.ts";
import { decideProposal, withCard } from "../../../src/domain/alert/proposal.ts";
import type { AlertGroup } from "../../../src/domain/alert/state.ts";
import { noon } from "./signal.ts";

const person = { kind: "person", id: "U-ann", name: "ann" } as const;

function proposing(own: Partial<NonNullable<AlertGroup["proposal"]>> = {}, total = 1): AlertGroup {
  return {
    ...emptyGroup({ key: "g", about: "alertname=Slow" }, noon),
    ...{ firing: total, total },
    proposal: {
      ...{ severity: "SEV3", title: "Slow", rule: "warning", component: null, runbookUrl: null },
      ...{ detectedAt: noon, private: false, state: "open", at: noon },
      ...own,
    },
  };
}

const dismissed = (group: AlertGroup) => {
  const event = { type: "alert.proposal", group: "g", answer: "dismiss", id: "E", at: noon, by: person } as never;
  return JSON.stringify((decideProposal(event, group) as { effects: unknown[] }).effects);
};

test("who says that it is none is told with how many alerts that were, once they are several", () => {
  expect(dismissed(proposing())).toContain('"ann said that this is no incident: Slow."');
  expect(dismissed(proposing({}, 450))).toContain('"ann said that this is no incident: Slow (450 alerts)."');
});

test("its message names the rule that proposes, but of what is private nothing", () => {
  const shown = (group: AlertGroup) => JSON.stringify(withCard(group, noon).effects);
  expect(shown(proposing())).toContain('{"label":"By the rule","value":"warning"}');
  expect(shown(proposing({ rule: null }))).not.toContain("By the rule");
  expect(shown(proposing({ private: true }))).not.toMatch(/By the rule|warning/);
});
