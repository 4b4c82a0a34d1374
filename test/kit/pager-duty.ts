import { type Answer, type Destination, openDestination, type Reached } from "./destination.ts";

/** A pager that keeps its word like PagerDuty: one alert for a key, closed through the routing key that opened it. */
export interface PagerDuty {
  /** Settings of `pagers` for it, as lines of YAML. */
  yaml: string;
  there: Destination;
  /** The alerts it made, in order: `sitrep-…-1-1 critical acknowledged`, the instance left out. */
  alerts(): string[];
  /** What the first alert is called. */
  key(nth?: number): string;
  /** From now on it answers so; null = as it should. */
  fails(how: Answer | null): void;
  /** A person did something there: the body of its webhook. */
  webhook(deed: "acknowledged" | "resolved" | "unacknowledged", by: string, nth?: number): object;
  close(): Promise<void>;
}

interface Alert {
  key: string;
  routingKey: string;
  severity: string;
  status: "triggered" | "acknowledged" | "resolved";
}

/** Opens one. `more` are further settings, as lines of YAML. */
export async function openPagerDuty(more = "", routingKey = "R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY12"): Promise<PagerDuty> {
  const there = await openDestination();
  const alerts: Alert[] = [];
  let fault: Answer | null = null;
  const taken = { status: 202, json: { status: "success", message: "Event processed" } };

  there.answers((request) => {
    if (fault !== null) {
      // Of an answer that is lost, the request was taken all the same.
      if (fault === "lose") take(request);
      return fault;
    }
    return request.method === "GET" ? asked(request) : take(request);
  });

  function take({ json }: Reached): Answer {
    const { routing_key, event_action, dedup_key, payload } = json;
    const open = alerts.find(({ key, status }) => key === dedup_key && status !== "resolved");
    // What comes through another integration is taken, and nothing happens.
    if (open && open.routingKey !== routing_key) return taken;
    if (event_action === "trigger" && !open)
      alerts.push({ key: dedup_key, routingKey: routing_key, severity: payload.severity, status: "triggered" });
    if (event_action === "acknowledge" && open) open.status = "acknowledged";
    if (event_action === "resolve" && open) open.status = "resolved";
    return taken;
  }

  function asked({ path }: Reached): Answer {
    const key = new URL(path, "http://x").searchParams.get("incident_key");
    const found = alerts.filter((one) => one.key === key && one.status !== "triggered");
    const incidents = found.map(({ status }) => ({
      status,
      acknowledgements: [{ acknowledger: { id: "PCAROL", summary: "Carol Jones" } }],
    }));
    return { status: 200, json: { incidents } };
  }

  const of = (nth: number) => {
    const alert = alerts[nth];
    if (!alert) throw new Error(`There is no alert ${nth + 1}; there are ${alerts.length}.`);
    return alert;
  };

  return {
    yaml: `
  - use: pagerduty
    routing_key: ${routingKey}
    url: ${there.url}/v2/enqueue
    api_url: ${there.url}
    allow_private: true
    ${more.replaceAll("\n", "\n    ")}`,
    there,
    alerts: () =>
      alerts.map(({ key, severity, status }) => `${key.replace(/^sitrep-[a-z0-9]{8}-/, "")} ${severity} ${status}`),
    key: (nth = 0) => of(nth).key,
    fails: (how) => {
      fault = how;
    },
    webhook(deed, by, nth = 0) {
      const alert = of(nth);
      alert.status = deed === "unacknowledged" ? "triggered" : deed;
      return {
        event: {
          id: `E${nth}${deed}`,
          event_type: `incident.${deed}`,
          resource_type: "incident",
          occurred_at: "2026-11-21T03:16:00Z",
          agent: { id: "PCAROL", type: "user_reference", summary: by },
          data: { id: `Q${nth}`, type: "incident", status: alert.status, incident_key: alert.key, title: "x" },
        },
      };
    },
    close: there.close,
  };
}
