import { describe, expect, test } from "vitest";
import { story } from "../kit/story.ts";
import { alertmanager, noAlertmanager } from "./senders.ts";
import { incidentWith, onlyRoom, openIncident, resolvedByButton } from "./whole.ts";

/** What Alertmanager needs for a routing key. Here every source is open. */
const key = "0123456789abcdef0123456789abcdef";

/** The ways by which an Alertmanager can tell us: its own, and those that it has for two pagers, with another address. */
const ways = [
  {
    way: "webhook",
    alerts: 2,
    title: "GatewayDown: Gateway answers nothing",
    receiver: (url: string) => ({
      webhook_configs: [{ url: `${url}/hooks/alertmanager` }],
    }),
  },
  {
    way: "PagerDuty receiver",
    alerts: 1,
    title: "GatewayDown",
    receiver: (url: string) => ({
      pagerduty_configs: [
        {
          url: `${url}/hooks/pagerduty-events/v2/enqueue`,
          routing_key: key,
          severity: "{{ .CommonLabels.severity }}",
          description: "{{ .CommonLabels.alertname }}",
        },
      ],
    }),
  },
  {
    way: "Opsgenie receiver",
    alerts: 1,
    title: "GatewayDown",
    receiver: (url: string) => ({
      opsgenie_configs: [
        {
          api_url: `${url}/hooks/opsgenie-api/`,
          api_key: "the-genie-key",
          priority: "P1",
          message: "{{ .CommonLabels.alertname }}",
        },
      ],
    }),
  },
];

describe.each(ways)("a real Alertmanager, by its $way", ({ alerts: told, title, receiver }) => {
  test("fires and resolves: one incident, one room, and a person who ends it", async (ctx) => {
    if (noAlertmanager) return ctx.skip(noAlertmanager);
    await using s = await story({ at: new Date().toISOString().slice(0, 16).concat("Z") });
    await using sender = await alertmanager(receiver(s.url));

    // when two alerts of one job fire, and are sent again
    const alerts = [alert("gateway-1"), alert("gateway-2")];
    await sender.post(alerts);
    await incidentWith(s, told);
    await sender.post(alerts);
    await s.settle();

    // then there is one incident, a SEV1 by what they say, in one room, and somebody is woken
    expect(await openIncident(s)).toMatchObject({ severity: "SEV1", title });
    await onlyRoom(s);
    expect(await s.pages()).toHaveLength(1);
    expect((await s.direct("bob")).join()).toContain(title);

    // when both are over, the end is proposed, and a person says so
    await sender.post(alerts.map((one) => ({ ...one, endsAt: new Date().toISOString() })));
    await resolvedByButton(s, told === 1 ? "The alert is resolved." : "All 2 alerts are resolved.");
  }, 90_000);
});

function alert(instance: string) {
  return {
    labels: { alertname: "GatewayDown", severity: "critical", job: "gateway", instance },
    annotations: { summary: "Gateway answers nothing", runbook_url: "https://runbooks.example.com/gateway" },
    generatorURL: "http://prometheus.example.com/graph",
  };
}
