import { expect, test } from "vitest";
import cloudwatch from "../../../src/in/sources/cloudwatch-sns.ts";
import pagerduty from "../../../src/in/sources/pagerduty-webhook.ts";
import kuma from "../../../src/in/sources/uptime-kuma.ts";
import { openDoor } from "../../kit/door.ts";

const sources = [kuma, cloudwatch, pagerduty];
const endpoints = sources.map(({ name }) => ({ source: name, open: true, secrets: [] }));

const confirmation = {
  ...{ Type: "SubscriptionConfirmation", MessageId: "1", TopicArn: "arn:aws:sns:eu-west-1:123456789012:alarms" },
  ...{ Message: "x", SubscribeURL: "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription" },
};
const ofOurs = {
  event: {
    ...{ id: "E", event_type: "incident.acknowledged", resource_type: "incident", occurred_at: "2026-11-21T11:00:00Z" },
    data: { id: "Q", type: "incident", status: "acknowledged", incident_key: "sitrep-k3m9x2ab-12-1", title: "x" },
  },
};

test.each([
  ["the test button of a monitor", "uptime-kuma", { heartbeat: null, monitor: null, msg: "Testing" }, "is no news"],
  ["a subscription to confirm", "cloudwatch-sns", confirmation, "It asks to confirm a subscription."],
  ["news of a page of our own", "pagerduty-webhook", ofOurs, "It is news of a page of Sitrep's own"],
])("?explain=1 says why no alert comes of %s", async (_name, source, body, words) => {
  const { send, taken } = await openDoor({ sources, endpoints });
  const { status, said } = await send(JSON.stringify(body), { to: `/hooks/${source}?explain=1` });
  expect({ status, alerts: said.alerts }).toEqual({ status: 200, alerts: [] });
  expect(said.detail).toContain(words);
  expect(said.detail).toContain("No alert comes of it.");
  expect(taken).toEqual([]);
});
