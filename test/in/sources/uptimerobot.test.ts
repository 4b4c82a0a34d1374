import { expect, test } from "vitest";
import robot from "../../../src/in/sources/uptimerobot.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, type Sent } from "./reading.ts";
import { testSamples } from "./samples.ts";

const read = (body: unknown, sent: Sent = {}) => readAs(robot, body, sent);

const down = {
  monitorID: "77",
  monitorURL: "https://shop.example.org",
  monitorFriendlyName: "Shop",
  alertType: "1",
  alertTypeFriendlyName: "Down",
  alertDetails: "Connection timeout",
  alertDateTime: "1795254072",
  alertID: "5",
  monitorAlertContacts: "someone@example.org",
  team: "web",
};

testSamples(robot);
testHostileBodies(robot, Object.keys(down), [down]);

test("a monitor that is down", () => {
  expect(read(down)).toEqual([
    {
      source: "uptimerobot",
      identity: "uptimerobot:77",
      status: "firing",
      title: "Shop",
      description: "Connection timeout",
      severityHint: null,
      labels: {
        monitorID: "77",
        monitorURL: "https://shop.example.org",
        monitorFriendlyName: "Shop",
        alertType: "1",
        alertTypeFriendlyName: "Down",
        team: "web",
      },
      groupKey: null,
      startedAt: 1_795_254_072_000,
      eventAt: 1_795_254_072_000,
      runbookUrl: null,
      links: [{ title: "Monitored", url: "https://shop.example.org" }],
    },
  ]);
});

test("one that is up again says how long it took", () => {
  expect(read({ ...down, alertType: "2", alertTypeFriendlyName: "Up", alertDuration: "60" })[0]).toMatchObject({
    identity: "uptimerobot:77",
    status: "resolved",
    startedAt: 1_795_254_012_000,
    endedAt: 1_795_254_072_000,
  });
});

test.each([
  [{ alertType: 2 }, "resolved"],
  [{ alertType: undefined, alertTypeFriendlyName: "Up" }, "resolved"],
  [{ alertType: "*alertType*", alertTypeFriendlyName: "up" }, "resolved"],
  [{ alertType: undefined }, "firing"],
  [{ alertType: "9" }, "firing"],
  [{ alertType: undefined, alertTypeFriendlyName: undefined }, "firing"],
])("%j is %s", (own, status) => {
  expect(read({ ...down, ...own })[0]).toMatchObject({ identity: "uptimerobot:77", status });
});

test("what expires is another alert of the same monitor", () => {
  for (const own of [{ alertType: "3" }, { alertType: undefined, alertTypeFriendlyName: "SSL expires" }]) {
    expect(read({ ...down, ...own })[0]).toMatchObject({
      identity: "uptimerobot:77:ssl",
      status: "firing",
      level: "warning",
      title: "Shop: its certificate or domain expires",
      links: [{ title: "Address", url: "https://shop.example.org" }],
    });
  }
});

test("the test leaves its variables as they are, and creates nothing", () => {
  expect(read({ ...down, monitorID: "*monitorID*" })).toEqual([]);
});

test("without a monitor's id it is an alert of its own", () => {
  const body = { ...down, monitorID: undefined, monitorFriendlyName: "*monitorFriendlyName*", monitorURL: "" };
  expect(read(body)[0]).toMatchObject({ identity: "uptimerobot:1", title: "Monitor 1", links: [] });
});

test("what is none of UptimeRobot's is refused", () => {
  for (const body of [[], "", null, {}, { status: "down" }]) expect(robot.body.safeParse(body).success).toBe(false);
});
