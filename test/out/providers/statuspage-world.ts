import { type ProviderWorld, secretOf, start } from "./desk.ts";
import { type Answered, type Asked, openFake, openPublicPage } from "./fake.ts";

export const credential = "statuspage-key-4711";

/** The facts that nobody established: each is tolerated either way. */
export interface Ways {
  /** Resolving puts the linked components back to operational by itself. */
  resolvingResets?: boolean;
  /** A component that a change does not name is unlinked. */
  unlinks?: boolean;
  /** The newest update stands first in what is read. */
  newestFirst?: boolean;
}

export interface Update {
  id: string;
  status: string;
  body: string;
  created_at: string;
  deliver_notifications: boolean;
}

export interface Incident {
  id: string;
  name: string;
  status: string;
  impact_override: string | null;
  shortlink: string;
  metadata: Record<string, unknown>;
  scheduled_for: string | null;
  scheduled_until: string | null;
  component_ids: string[];
  incident_updates: Update[];
  [more: string]: unknown;
}

const realtime = ["investigating", "identified", "monitoring", "resolved"];
const scheduled = ["scheduled", "in_progress", "verifying", "completed"];
const states = ["operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"];

/** A page as the contract says it behaves: incidents, components and templates. */
export async function openStatuspageWorld(ways: Ways = {}, own: Record<string, unknown> = {}) {
  const incidents: Incident[] = [];
  const components = new Map([
    ["c-gateway", "operational"],
    ["c-other", "operational"],
  ]);
  const templates: Record<string, unknown>[] = [];
  let ids = 0;
  let writes = 0;
  let told = 0;
  const wrong = (error: unknown): Answered => ({ status: 422, json: { error } });
  const shownOf = ({ component_ids, incident_updates, ...rest }: Incident) => ({
    ...rest,
    incident_updates: ways.newestFirst === false ? incident_updates : incident_updates.toReversed(),
    components: component_ids.map((id) => ({ id, name: `name of ${id}`, status: components.get(id) })),
  });

  function take(incident: Incident, given: Record<string, unknown>): Answered | null {
    const family = incident.scheduled_for === null ? realtime : scheduled;
    if (typeof given.name === "string" && given.name.length > 255) return wrong(["Name is too long"]);
    if (typeof given.body === "string" && given.body.length > 25_000) return wrong(["Body is too long"]);
    if (given.status !== undefined && !family.includes(String(given.status)))
      return wrong(["Status is not one of this kind"]);
    for (const value of Object.values((given.metadata ?? {}) as object))
      if (typeof value !== "object") return wrong("Metadata values must be objects");
    const linked = given.component_ids as string[] | undefined;
    const set = (given.components ?? {}) as Record<string, string>;
    if ([...(linked ?? []), ...Object.keys(set)].some((id) => !components.has(id))) return wrong(["Unknown component"]);
    if (Object.values(set).some((status) => !states.includes(status))) return wrong(["Unknown state"]);
    const before = incident.status;
    for (const name of ["name", "status", "impact_override", "metadata", "scheduled_for", "scheduled_until"])
      if (name in given) incident[name] = given[name];
    if (linked) incident.component_ids = linked;
    else if (ways.unlinks) incident.component_ids = Object.keys(set);
    for (const [id, status] of Object.entries(set)) components.set(id, status);
    if (ways.resolvingResets && given.status === "resolved" && before !== "resolved")
      for (const id of incident.component_ids) components.set(id, "operational");
    if (typeof given.body === "string") {
      const deliver_notifications = given.deliver_notifications !== false;
      if (deliver_notifications) told += 1;
      incident.incident_updates.push({
        id: `u${++ids}`,
        status: incident.status,
        body: given.body,
        created_at: new Date(start + ids * 1_000).toISOString(),
        deliver_notifications,
      });
    }
    return null;
  }

  function listed(path: string, query: URLSearchParams): Answered | null {
    const all = incidents.toReversed();
    const isOver = ({ status }: Incident) => status === "resolved" || status === "completed";
    if (path === "/incidents") return { status: 200, json: all.slice(0, Number(query.get("limit"))).map(shownOf) };
    if (path === "/incidents/unresolved")
      return { status: 200, json: all.filter((one) => one.scheduled_for === null && !isOver(one)).map(shownOf) };
    if (path === "/incidents/upcoming")
      return { status: 200, json: all.filter(({ status }) => status === "scheduled").map(shownOf) };
    if (path === "/incidents/active_maintenance")
      return { status: 200, json: all.filter(({ status }) => status === "in_progress").map(shownOf) };
    if (path === "/components") {
      const page = [...components].map(([id, status]) => ({ id, status, name: id, group: false }));
      return { status: 200, json: query.get("page") === "1" ? page : [] };
    }
    if (path === "/incident_templates") {
      const from = (Number(query.get("page")) - 1) * Number(query.get("per_page"));
      return { status: 200, json: templates.slice(from, from + Number(query.get("per_page"))) };
    }
    return null;
  }

  const page = openPublicPage();
  /** What goes on and what is to come, as its public page tells it. */
  const summary = () => {
    const open = page.isShown() ? incidents.filter(({ status }) => !["resolved", "completed"].includes(status)) : [];
    return {
      page: { id: "p1", name: "Acme" },
      status: { indicator: "minor" },
      incidents: open.filter((one) => one.scheduled_for === null).map(shownOf),
      scheduled_maintenances: open.filter((one) => one.scheduled_for !== null).map(shownOf),
    };
  };

  const limited = { path: null as RegExp | null };
  const fake = await openFake(({ method, path: whole, query, headers, json }: Asked): Answered => {
    if (whole === "/public/api/v2/summary.json") return page.answer(headers, summary);
    if (headers.authorization !== `OAuth ${credential}`)
      return { status: 401, json: { error: "Could not authenticate" } };
    const path = whole.replace("/v1/pages/p1", "");
    if (path === whole) return { status: 404, json: { error: "Not found" } };
    if (method !== "GET" && limited.path?.test(path)) {
      limited.path = null;
      return { status: 429, json: { error: "Too many requests" } };
    }
    const [, room, id, inner, innerId] = path.split("/");
    if (method === "GET") {
      const list = listed(path, query);
      if (list) return list;
      const one = incidents.find((incident) => incident.id === id);
      return one ? { status: 200, json: shownOf(one) } : { status: 404, json: { error: "Not found" } };
    }
    if (method === "POST" && room === "incident_templates") {
      const { name, title, body } = json.template;
      if (!name || !title || !body) return wrong(["Name, title and body are required"]);
      templates.push({ ...json.template, id: `t${++ids}` });
      writes += 1;
      return { status: 201, json: templates.at(-1) };
    }
    if (method === "POST" && path === "/incidents") {
      const given = json.incident;
      if (!given.name) return wrong(["Name is required"]);
      const incident: Incident = {
        id: `i${++ids}`,
        name: "",
        status: "",
        impact_override: null,
        shortlink: `https://stspg.io/${ids}`,
        metadata: {},
        scheduled_for: given.scheduled_for ?? null,
        scheduled_until: null,
        component_ids: [],
        incident_updates: [],
      };
      const no = take(incident, given);
      if (no) return no;
      for (const [name, value] of Object.entries(given)) if (/^(scheduled|auto)_/.test(name)) incident[name] = value;
      incidents.push(incident);
      writes += 1;
      return { status: 201, json: shownOf(incident) };
    }
    if (method === "PATCH" && room === "components") {
      if (!components.has(id ?? "")) return { status: 404, json: { error: "Not found" } };
      components.set(id ?? "", json.component.status);
      writes += 1;
      return { status: 200, json: { id } };
    }
    const incident = incidents.find((one) => one.id === id);
    if (method !== "PATCH" || !incident) return { status: 404, json: { error: "Not found" } };
    if (inner === "incident_updates") {
      const update = incident.incident_updates.find((one) => one.id === innerId);
      if (!update) return { status: 404, json: { error: "Not found" } };
      update.body = json.incident_update.body;
      if (json.incident_update.deliver_notifications !== false) told += 1;
      writes += 1;
      return { status: 200, json: update };
    }
    const no = take(incident, json.incident);
    if (no) return no;
    writes += 1;
    return { status: 200, json: shownOf(incident) };
  });

  const world: ProviderWorld = {
    settings: { page: "p1", api_key: secretOf(credential), url: fake.url, page_url: `${fake.url}/public`, ...own },
    publicly: page.publicly,
    components: { Gateway: "c-gateway", Keystore: "c-other" },
    faults: fake.faults,
    left: fake.left,
    writes: () => writes,
    told: () => told,
    shown: () =>
      incidents.map((one) => ({
        kind: one.scheduled_for === null ? ("incident" as const) : ("maintenance" as const),
        title: one.name,
        open: one.status !== "resolved" && one.status !== "completed",
        texts: one.incident_updates.map(({ body }) => body),
      })),
    component: (id) => components.get(id) ?? null,
    tamper(how) {
      const one = incidents.at(-1);
      if (how === "component") components.set("c-gateway", "major_outage");
      else if (how === "delete") incidents.length = 0;
      else if (how === "title" && one) one.name = "Something else";
      else if (one) (one.incident_updates.at(-1) as Update).body = "All is well.";
      return true;
    },
    close: fake.close,
  };
  return { ...world, incidents, states: components, templates, limited, asked: fake.asked };
}
