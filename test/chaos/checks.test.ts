import { describe, expect, test } from "vitest";
import { pages, reminders } from "../../scripts/chaos/checks/owed.ts";
import { deeds, webhooks } from "../../scripts/chaos/checks/promised.ts";
import { chains, outbox } from "../../scripts/chaos/checks/record.ts";
import type { Check, Scene } from "../../scripts/chaos/checks/scene.ts";
import { channels, messages, publicUpdates } from "../../scripts/chaos/checks/seen.ts";
import { openMemory } from "../../scripts/chaos/memory.ts";
import type { Incident } from "../../src/domain/incident/state.ts";

/*
 * A check that never fails is worth nothing: each is shown a scene in which all is well, and then one in which what it
 * looks for has gone wrong.
 */

const hour = 3_600_000;

/** One incident, declared, paged for, told of, reminded of: all is well. */
function well(): Scene {
  const memory = openMemory();
  memory.sent.push({
    identity: "alertmanager:f1",
    mark: "zq2x",
    status: "firing",
    answered: true,
    attempts: 2,
    tookMs: 900,
  });
  memory.deeds.push(
    { mark: "zq1x", verb: "declare", door: "slash", incident: "zq1x", outcome: "done" },
    { mark: "zq3x", verb: "note", door: "rest", incident: "zq1x", outcome: "done" },
  );
  const incident = {
    id: "I1",
    number: 1,
    title: "Gateway zq1x",
    severity: "SEV1",
    acknowledged: null,
    resolvedAt: null,
    published: true,
    paged: ["primary"],
    channel: { id: "C1", name: "inc-gateway-zq1x", state: "open" },
    deadlines: [{ kind: "ack", state: "running", dueAt: hour, owedSince: 0, round: 3, snoozedUntil: null }],
    chain: "",
  } as unknown as Incident;
  const row = {
    kind: "message.show",
    state: "delivered",
    slot: null,
    incident_id: "I1",
    ref: null,
    error: null,
    created_at: 0,
  };
  const quote = JSON.stringify({ card: { blocks: [{ type: "quote", text: "[INVESTIGATING] Gateway" }] } });
  const said = (key: string) => ({
    ts: key,
    user: "UBOT",
    text: key,
    ephemeral: false,
    metadata: { event_type: "sitrep", event_payload: { key } },
  });
  return {
    memory,
    incidents: [
      {
        incident,
        timeline: [
          { kind: "note", text: "chaos wrote zq3x", at: 0 },
          { kind: "page", text: "Paged the primary (U1): a SEV1 pages at any hour", at: 0 },
        ],
        updates: [{ id: "U1", audience: "public", text: "[INVESTIGATING] Gateway" }],
      },
    ],
    outbox: [
      { ...row, id: 1, key: "update", slot: "I1/update/U1", body: quote, lane: "feed" },
      { ...row, id: 2, key: "page", kind: "page", body: "{}", lane: "page" },
      { ...row, id: 3, key: "reminder", kind: "message.renew", slot: "I1/reminder/ack", body: "{}", lane: "r" },
      { ...row, id: 4, key: "said", body: "{}", lane: "feed" },
    ],
    alerts: [{ identity: "alertmanager:f1", count: 1 }],
    signals: [{ alert: "alertmanager:f1", status: "firing", body: '{"description":"zq2x"}' }],
    timers: [{ subject: "I1", kind: "ack", due_at: 10 * hour }],
    remotes: [{ slot: "I1/reminder/ack", ref: '{"channel":"C1","ts":"reminder"}', shown_hash: null }],
    channels: [{ id: "C1", name: "inc-gateway-zq1x", creator: "UBOT", is_archived: false, is_im: false }],
    messages: new Map([
      ["C1", [said("update"), said("said"), said("reminder")]],
      ["D1", [said("page")]],
    ]),
    pages: [[{ incident_updates: [{ body: "[INVESTIGATING] Gateway" }] }]],
    bot: "UBOT",
    stoppedAt: 5 * hour,
    speed: 1,
  } as unknown as Scene;
}

type Look = (scene: Scene) => Check[];
const all: Look[] = [webhooks, deeds, channels, messages, publicUpdates, reminders, pages, outbox];
const wrong = (look: Look, scene: Scene) => look(scene).flatMap(({ violations }) => violations);

/** The scene after something went wrong. */
function after(mishap: (scene: Scene) => void): Scene {
  const scene = well();
  mishap(scene);
  return scene;
}

test("where all is well, nothing is found, and something was looked at", () => {
  const checks = all.flatMap((look) => look(well()));
  expect(checks.flatMap(({ violations }) => violations)).toEqual([]);
  expect(checks.filter(({ looked }) => looked === 0).map(({ what }) => what)).toEqual([
    "deeds without an answer, none on the record twice",
  ]);
});

const first = <T>(list: T[]): T => list[0] as T;

describe("it is found that", () => {
  test.each<[string, Look, (scene: Scene) => void, RegExp]>([
    ["an answered webhook is lost", webhooks, (s) => void s.signals.pop(), /^lost: the firing of alertmanager:f1/],
    ["a webhook is stored twice", webhooks, (s) => void s.signals.push(first(s.signals)), /^doubled: the firing/],
    ["an alert counts what never came", webhooks, (s) => void Object.assign(first(s.alerts), { count: 4 }), /counts 4/],
    ["a note is lost", deeds, (s) => void first(s.incidents).timeline.shift(), /^lost: note by rest/],
    [
      "a note is there twice",
      deeds,
      (s) => void first(s.incidents).timeline.push(first(first(s.incidents).timeline)),
      /^doubled: note/,
    ],
    [
      "a declaration opened two incidents",
      deeds,
      (s) => void s.incidents.push(first(s.incidents)),
      /^doubled: declare/,
    ],
    ["an incident has no channel", channels, (s) => void s.channels.pop(), /#1 has no channel/],
    [
      "a channel is nobody's",
      channels,
      (s) => void s.channels.push({ ...first(s.channels), id: "C9" }),
      /belongs to 0/,
    ],
    [
      "a message stands twice",
      messages,
      (s) => void s.messages.get("C1")?.push(first(s.messages.get("C1") ?? [])),
      /^doubled: the message.show update/,
    ],
    ["a page that was delivered stands nowhere", messages, (s) => void s.messages.delete("D1"), /^lost: the page 2/],
    ["a message is nobody's decision", messages, (s) => void s.outbox.shift(), /^nobody decided/],
    [
      "a reminder is remembered where nothing stands",
      messages,
      (s) => void s.messages.get("C1")?.pop(),
      /^lost: I1\/reminder\/ack/,
    ],
    [
      "an update is not in its channel",
      publicUpdates,
      (s) => void s.messages.get("C1")?.shift(),
      /stands 0 times in its channel/,
    ],
    [
      "an update is not on the page",
      publicUpdates,
      (s) => void first(first(s.pages)).incident_updates.pop(),
      /is 0 times on the page/,
    ],
    [
      "nobody was reminded",
      reminders,
      (s) => void Object.assign(first(first(s.incidents).incident.deadlines), { round: 1 }),
      /^lost: nobody was reminded of the ack/,
    ],
    ["no reminder stands", reminders, (s) => void s.remotes.pop(), /^lost: no reminder of the ack/],
    [
      "a timer that was due is left",
      reminders,
      (s) => void Object.assign(first(s.timers), { due_at: 0 }),
      /^left: the timer ack/,
    ],
    [
      "a rung was paged twice",
      pages,
      (s) => void first(s.incidents).timeline.push(first(first(s.incidents).timeline.slice(1))),
      /its timeline says 2/,
    ],
    [
      "nobody was paged",
      pages,
      (s) => void Object.assign(first(s.incidents).incident, { paged: [] }),
      /nobody was paged for #1/,
    ],
    ["a page failed", pages, (s) => void Object.assign(s.outbox[1] ?? {}, { state: "failed" }), /the page 2 is failed/],
    [
      "an effect failed",
      outbox,
      (s) => void Object.assign(first(s.outbox), { state: "failed" }),
      /the effect 1 .* failed/,
    ],
    [
      "an effect is left",
      outbox,
      (s) => void Object.assign(first(s.outbox), { state: "waiting" }),
      /the effect 1 .* still waits/,
    ],
    ["a chain is broken", chains, () => {}, /the timeline of #1/],
  ])("%s", (_, look, mishap, words) => {
    expect(wrong(look, after(mishap)).join("\n")).toMatch(words);
  });
});

test("of an incident that a full page still holds, every update has to be there", () => {
  const scene = well();
  const [one] = scene.incidents;
  if (!one) throw new Error("no incident");
  const more = { id: "U2", audience: "public", text: "[RESOLVED] Gateway" } as (typeof one.updates)[number];
  const older = {
    ...one,
    incident: { ...one.incident, id: "I0" },
    updates: [{ ...more, text: "[INVESTIGATING] Old" }],
  };
  Object.assign(scene, { incidents: [{ ...one, updates: [...one.updates, more] }, older] });
  expect(wrong(publicUpdates, scene).filter((words) => words.includes("on the page"))).toEqual([
    "the public update U2 of #1 is 0 times on the page",
  ]);
});

test("a reminder whose renewal was under way when the run ended is not missed", () => {
  const scene = after((s) => {
    s.messages.get("C1")?.pop();
    const renewal = s.outbox.find(({ kind }) => kind === "message.renew");
    s.outbox.push({ ...first(s.outbox), ...renewal, id: 5, key: "renewal", state: "waiting" });
  });
  expect(wrong(messages, scene)).toEqual([]);
});
