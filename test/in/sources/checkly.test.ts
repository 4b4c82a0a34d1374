import { expect, test } from "vitest";
import checkly from "../../../src/in/sources/checkly.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, requestOf, type Sent } from "./reading.ts";
import { testSamples, testSignatures } from "./samples.ts";

const read = (body: unknown, sent: Sent = {}) => readAs(checkly, body, sent);

const failure = {
  event: "Shop has failed",
  alert_type: "ALERT_FAILURE",
  check_name: "Shop",
  check_id: "c-1",
  check_result_id: "r-1",
  check_error_message: "Timeout",
  group_name: "Web",
  run_location: "Frankfurt",
  started_at: "2026-11-21T09:41:12.345Z",
  link: "https://app.example.org/checks/c-1",
  tags: "",
};

testSamples(checkly);
testSignatures(checkly, "checkly");
testHostileBodies(checkly, [...Object.keys(failure), "CHECK_ID"], [failure]);

test("a check that failed", () => {
  const at = Date.parse(failure.started_at);
  expect(read(failure)).toEqual([
    {
      source: "checkly",
      identity: "checkly:c-1",
      status: "firing",
      title: "Shop",
      description: "Timeout",
      severityHint: "ALERT_FAILURE",
      level: "error",
      labels: {
        alert_type: "ALERT_FAILURE",
        check_name: "Shop",
        check_id: "c-1",
        group_name: "Web",
        run_location: "Frankfurt",
      },
      groupKey: null,
      startedAt: at,
      eventAt: at,
      runbookUrl: null,
      links: [{ title: "Source", url: "https://app.example.org/checks/c-1" }],
    },
  ]);
});

test.each([
  ["ALERT_FAILURE_REMAIN", "firing", "error"],
  ["ALERT_DEGRADED", "firing", "warning"],
  ["ALERT_DEGRADED_REMAIN", "firing", "warning"],
  ["ALERT_DEGRADED_FAILURE", "firing", "error"],
  ["ALERT_RECOVERY", "resolved", undefined],
  ["ALERT_DEGRADED_RECOVERY", "resolved", undefined],
  ["alert_recovery", "resolved", undefined],
  ["SOMETHING_NEW", "firing", undefined],
])("%s is %s", (alert_type, status, level) => {
  const [one] = read({ ...failure, alert_type });
  expect(one).toMatchObject({ identity: "checkly:c-1", status, severityHint: alert_type });
  expect(one?.level).toBe(level);
});

test("what remains has no new beginning, a recovery has an end", () => {
  expect(read({ ...failure, alert_type: "ALERT_FAILURE_REMAIN" })[0]?.startedAt).toBeNull();
  expect(read({ ...failure, alert_type: "ALERT_RECOVERY" })[0]?.endedAt).toBe(Date.parse(failure.started_at));
});

test("a certificate is another alert of the same check", () => {
  expect(read({ ...failure, alert_type: "ALERT_SSL" })[0]).toMatchObject({
    identity: "checkly:c-1:ssl",
    level: "warning",
  });
});

test("names come in any case", () => {
  const upper = Object.fromEntries(Object.entries(failure).map(([name, value]) => [name.toUpperCase(), value]));
  expect(read(upper)).toEqual(read(failure));
});

test("a variable that was left as it is counts as absent", () => {
  const body = { ...failure, check_id: "{{CHECK_ID}}", check_name: "{{CHECK_NAME}}" };
  expect(read(body)[0]).toMatchObject({ identity: "checkly:1", title: "Shop has failed" });
});

test("a result tells its delivery, where the template has it", () => {
  expect(checkly.deliveryId?.(failure, requestOf(""))).toBe("r-1 ALERT_FAILURE");
  expect(checkly.deliveryId?.({ check_id: "c-1" }, requestOf(""))).toBeNull();
});

test("what is none of Checkly's is refused", () => {
  for (const body of [[], "", null, {}, { event: "x" }]) expect(checkly.body.safeParse(body).success).toBe(false);
});
