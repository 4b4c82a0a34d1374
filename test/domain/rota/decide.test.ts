import { describe, expect, test } from "vitest";
import { sitrep } from "../../../src/domain/actor.ts";
import { isRefusal } from "../../../src/domain/decision.ts";
import type { RotaHappening } from "../../../src/domain/events.ts";
import { wordsOf } from "../../../src/domain/refusal.ts";
import { decideRota } from "../../../src/domain/rota/decide.ts";
import { changesHands, handOver, rotaOwes } from "../../../src/domain/rota/duty.ts";
import type { Brief, RotaRoom } from "../../../src/domain/rota/hand-over.ts";
import { layerOf } from "../../../src/domain/rota/layers.ts";
import { oddAbout, onCallAt, type Rota } from "../../../src/domain/rota.ts";
import { toPlain } from "../../../src/text/plain.ts";
import { alice, bob } from "../../kit/room.ts";
import { someTerms } from "../../kit/terms.ts";

const hour = 3_600_000;
const noon = Date.parse("2026-11-21T12:00Z");
const quiet: Brief = { incidents: [], fired: [], flapping: [], unknown: [], dismissed: 0 };

const weekly: Rota = {
  primary: null,
  secondary: "U-dave",
  escalation: [],
  layers: [
    layerOf({
      role: "primary",
      people: ["U-alice", "U-bob", "U-carol"],
      zone: "UTC",
      start: "2026-11-16",
      everyDays: 7,
      on: null,
      at: "09:00",
      hours: null,
      weekdays: null,
    }),
  ],
};

/** A rota to which things happen; its hand-overs are told as they come. */
function rota(given: Rota = weekly, terms = someTerms()) {
  let room: RotaRoom = { rota: given, last: null };
  let now = noon;
  let number = 0;
  const told: string[] = [];
  const decide = (happening: RotaHappening): string => {
    number += 1;
    const event = { ...happening, id: `E${number}`, at: now };
    const outcome = decideRota(event, room, number, terms);
    if (isRefusal(outcome)) return wordsOf(outcome);
    room = outcome.state;
    const effects = [...outcome.effects];
    if (changesHands(room, now)) {
      const over = handOver(room, event, quiet);
      room = over.state;
      effects.push(...over.effects);
    }
    for (const effect of effects) if ("card" in effect) told.push(toPlain(effect.card));
    return "done";
  };
  return {
    decide,
    told,
    onCall: (at = now) => onCallAt(room.rota, at).primary,
    owes: () => rotaOwes(room, now).map(({ kind, dueAt }) => `${new Date(dueAt).toISOString().slice(0, 16)} ${kind}`),
    last: () => room.last,
    /** Another configuration, as after a restart. */
    configure(next: Rota) {
      room = { ...room, rota: next };
      decide({ type: "rota.look", by: sitrep });
    },
    /** Lets time pass, and wakes what is due then. */
    pass(ms: number) {
      const until = now + ms;
      for (;;) {
        const [due] = rotaOwes(room, now).toSorted((a, b) => a.dueAt - b.dueAt);
        if (!due || due.dueAt > until) break;
        now = due.dueAt;
        decide({ type: "rota.timer", kind: due.kind, by: sitrep });
      }
      now = until;
    },
    sleep(ms: number) {
      now += ms;
    },
  };
}

describe("an override", () => {
  const carol = {
    type: "rota.override",
    role: "primary",
    person: "U-carol",
    until: noon + 4 * hour,
    by: alice,
  } as const;

  test("takes the place from now on, or from a time, and gives it back", () => {
    const room = rota();
    expect(room.decide({ ...carol, from: noon + hour })).toBe("done");
    expect([room.onCall(), room.onCall(noon + hour), room.onCall(noon + 4 * hour)]).toEqual([
      "U-alice",
      "U-carol",
      "U-alice",
    ]);
    expect(room.owes()).toEqual(["2026-11-21T13:00 hand-over"]);
    room.pass(1.25 * hour);
    expect(room.told.at(-1)).toContain("takes over from");
    expect(room.owes()).toContain("2026-11-21T16:00 hand-over");
  });

  test("is said once; the same once more changes nothing", () => {
    const room = rota();
    room.decide(carol);
    expect(room.decide(carol)).toBe("U-carol is primary on call for all of that time already.");
    expect(room.told.filter((words) => words.includes("whatever the rota says"))).toHaveLength(1);
  });

  test("must end after it begins, and after now", () => {
    const room = rota();
    expect(room.decide({ ...carol, until: noon })).toContain("lies in the past");
    expect(room.decide({ ...carol, from: noon + 5 * hour })).toBe("The end has to be later than the start.");
    expect(room.told).toEqual([]);
  });

  test("of two the later one counts, and each can be taken back once", () => {
    const room = rota();
    room.decide(carol);
    room.decide({ ...carol, person: "U-bob", until: noon + 2 * hour, by: bob });
    expect([room.onCall(), room.onCall(noon + 3 * hour)]).toEqual(["U-bob", "U-carol"]);
    expect(room.decide({ type: "rota.clear", number: 2, by: alice })).toBe("done");
    expect(room.onCall()).toBe("U-carol");
    expect(room.decide({ type: "rota.clear", number: 2, by: alice })).toContain("There is no override 2");
    room.pass(5 * hour);
    expect(room.decide({ type: "rota.clear", number: 1, by: alice })).toContain("There is no override 1");
  });

  test("takes the right to respond", () => {
    const terms = someTerms();
    const permissions = { ...terms.permissions, respond: { everyone: false, roles: [], people: ["U-bob"] } as const };
    const room = rota(weekly, {
      ...terms,
      permissions: { ...permissions, respond: { ...permissions.respond, roles: [], people: ["U-bob"] } },
    });
    expect(room.decide(carol)).toContain("This takes the right to respond");
    expect(room.decide({ type: "rota.clear", number: 1, by: alice })).toContain("This takes the right to respond");
    expect(
      room.decide({ type: "rota.swap", role: "primary", one: "U-bob", other: "U-carol", on: null, by: alice }),
    ).toContain("right to respond");
    expect(room.decide({ ...carol, by: { kind: "person", id: "U-bob", name: "bob" } })).toBe("done");
  });
});

describe("a swap", () => {
  const swap = { type: "rota.swap", role: "primary", one: "U-bob", other: "U-carol", on: null, by: alice } as const;

  test("gives each the other's next shift", () => {
    const room = rota();
    expect(room.decide(swap)).toBe("done");
    expect(room.onCall(Date.parse("2026-11-24T00:00Z"))).toBe("U-carol");
    expect(room.onCall(Date.parse("2026-12-01T00:00Z"))).toBe("U-bob");
    expect(room.onCall(Date.parse("2026-12-08T00:00Z"))).toBe("U-alice");
  });

  test("of a shift that runs is of what is left of it", () => {
    const room = rota();
    expect(room.decide({ ...swap, one: "U-alice", on: "2026-11-22" })).toBe("done");
    expect([room.onCall(), room.onCall(Date.parse("2026-12-01T00:00Z"))]).toEqual(["U-carol", "U-alice"]);
  });

  test("needs two people with shifts", () => {
    const room = rota();
    expect(room.decide({ ...swap, other: "U-bob" })).toContain("cannot swap with themselves");
    expect(room.decide({ ...swap, other: "U-zoe" })).toContain("U-zoe has no shift as primary in the next 12 weeks");
    expect(room.decide({ ...swap, on: "2026-11-22" })).toContain("U-bob has no shift as primary on 2026-11-22");
    expect(room.told).toEqual([]);
  });
});

describe("a hand-over", () => {
  const week = 7 * 24 * hour;
  const by = (id: string) => ({ kind: "person", id, name: id.slice(2) }) as const;
  const taken = (room: ReturnType<typeof rota>, id: string) =>
    room.decide({ type: "rota.take", handOver: room.last()?.id ?? "", by: by(id) });

  test("happens when the clock says so, and whoever comes takes it once", () => {
    const room = rota();
    room.decide({ type: "rota.look", by: sitrep });
    expect(room.told).toEqual([]);
    room.pass(week);
    expect(room.last()).toMatchObject({ goes: ["U-alice"], comes: ["U-bob"], dueAt: Date.parse("2026-11-23T09:00Z") });
    expect(taken(room, "U-alice")).toBe(
      "Only who comes on call, or the secondary, can say that they have it: U-bob, U-dave.",
    );
    expect(taken(room, "U-bob")).toBe("done");
    expect(taken(room, "U-dave")).toContain("bob said so at");
  });

  test("is reminded of once, half an hour later", () => {
    const room = rota();
    room.decide({ type: "rota.look", by: sitrep });
    room.pass(Date.parse("2026-11-23T09:29Z") - noon);
    expect(room.told).toHaveLength(1);
    room.pass(3 * 24 * hour);
    expect(room.told.slice(1)).toEqual([expect.stringContaining("have not said that you have it")]);
    expect(room.owes()).toEqual(["2026-11-30T09:00 hand-over"]);
  });

  test("by another configuration is said when that rotates, and is not late", () => {
    const room = rota();
    room.decide({ type: "rota.look", by: sitrep });
    room.sleep(week);
    room.configure({ ...weekly, layers: weekly.layers?.map((layer) => ({ ...layer, people: ["U-zoe"] })) });
    expect(room.told).toHaveLength(1);
    expect(room.told[0]).not.toContain("late");
    room.configure({ primary: "U-carol", secondary: null, escalation: [] });
    room.configure({ primary: "U-carol", secondary: null, escalation: [] });
    expect(room.told).toHaveLength(1);
    expect(room.last()).toMatchObject({ comes: ["U-carol"], brief: null });
  });

  test("that was slept through says how late it is", () => {
    const room = rota();
    room.decide({ type: "rota.look", by: sitrep });
    room.sleep(week);
    room.decide({ type: "rota.timer", kind: "hand-over", by: sitrep });
    expect(room.told[0]).toContain("Said 5 days 3 h late: it was due 2026-11-23T09:00Z.");
    expect(room.decide({ type: "rota.take", handOver: "E0", by: alice })).toContain("This hand-over is past");
  });

  test("of the secondary alone is not said", () => {
    const room = rota();
    room.decide({ type: "rota.look", by: sitrep });
    room.decide({ type: "rota.override", role: "secondary", person: "U-zoe", until: noon + hour, by: alice });
    room.pass(2 * hour);
    expect(room.told).toEqual([expect.stringContaining("whatever the rota says")]);
  });
});

test("a place that a schedule elsewhere fills passes to its fallback when nobody is named, and that is said", () => {
  const copy = {
    shifts: [{ role: "primary" as const, person: "U-eve", from: noon, until: noon + hour }],
    readAt: noon,
    error: null,
    strangers: [],
  };
  const room = rota({ ...weekly, schedules: [{ name: "ops", kept: "PagerDuty", roles: ["primary"] }] });
  expect(room.onCall()).toBe("U-alice");
  room.decide({ type: "rota.read", schedule: "ops", copy, by: sitrep });
  expect([room.onCall(), room.onCall(noon + hour)]).toEqual(["U-eve", "U-alice"]);
  expect(room.told).toEqual([expect.stringContaining("takes over from")]);
  const seen: Rota = { ...weekly, schedules: [{ name: "ops", kept: "PagerDuty", roles: ["primary"], copy }] };
  expect(onCallAt(seen, noon).notes).toBeUndefined();
  expect(oddAbout(onCallAt(seen, noon + hour), ["primary"])).toEqual(['The schedule "ops" names nobody as primary']);
  expect(oddAbout(onCallAt(seen, noon + hour), ["secondary"])).toEqual([]);
  const never: Rota = { ...weekly, schedules: [{ name: "ops", kept: "PagerDuty", roles: ["primary"] }] };
  expect(oddAbout(onCallAt(never, noon), ["list"])).toEqual(['The schedule "ops" could not be read yet']);
});
