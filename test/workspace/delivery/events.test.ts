import { expect, test } from "vitest";
import type { Courier, Parcel } from "../../../src/workspace/delivery/courier.ts";
import { openEvents } from "../../../src/workspace/delivery/events.ts";
import { handClock } from "../kit.ts";
import { manifest } from "../manifest.ts";

/** The sender of events with a courier that only counts, for what would take half an hour over a wire. */
function sender() {
  const real = handClock();
  const parcels: Parcel[] = [];
  const courier: Courier = {
    use() {},
    async deliver(parcel) {
      parcels.push(parcel);
      return { acked: true, body: null };
    },
  };
  const team = { id: "T1", name: "Team", domain: "team" };
  const app = { id: "A1", user: "U1", botId: "B1", name: "sitrep", verification: "v" };
  const events = openEvents({ manifest: manifest(), clock: real, real, team, app, courier });
  return { real, parcels, send: () => events.send({ type: "app_home_opened", user: "U2", tab: "home" }, null) };
}

test("an app is sent 30,000 events an hour, then told once that it is limited, and sent more after the hour", () => {
  const { real, parcels, send } = sender();
  for (let events = 0; events < 30_000; events++) send();
  expect(parcels).toHaveLength(30_000);
  send();
  send();
  expect(parcels.slice(30_000)).toMatchObject([{ type: "app_rate_limited" }]);
  expect(parcels.at(-1)?.payload).not.toHaveProperty("event");
  real.pass(60 * 60_000 + 1);
  send();
  expect(parcels.at(-1)).toMatchObject({ type: "app_home_opened" });
});

test("an event carries who it is for, and an id of its own", () => {
  const { parcels, send } = sender();
  send();
  send();
  const [one, other] = parcels.map(({ payload }) => payload);
  expect(one).toMatchObject({
    type: "event_callback",
    team_id: "T1",
    api_app_id: "A1",
    event_id: expect.stringMatching(/^Ev/),
    event_time: 1_795_262_400,
    authorizations: [{ team_id: "T1", user_id: "U1", is_bot: true }],
    event: { type: "app_home_opened", event_ts: expect.stringMatching(/^\d{10}\.\d{6}$/) },
  });
  expect(one?.event_id).not.toBe(other?.event_id);
});
