import { type ProviderWorld, secretOf } from "./desk.ts";
import { type Answered, type Asked, openFake, openPublicPage } from "./fake.ts";

export const credential = "bst_9fK2mQ7xWp";

interface Update {
  id: string;
  message: string;
  published_at: string;
  affected_resources: { status_page_resource_id: string; status: string }[];
}
export interface Report {
  id: string;
  title: string;
  report_type: string;
  starts_at: string;
  ends_at: string | null;
  affected_resources: Update["affected_resources"];
  updates: Update[];
}

export interface Variant {
  /** Whether a report ends by itself once all of its resources are resolved: not established. */
  endsByItself?: boolean;
  /** Whether the answer of a creation carries its first update: shown by the vendor, not promised. */
  includes?: boolean;
  pageSize?: number;
}

export type World = ProviderWorld & { reports: Report[]; asked: Asked[] };

const statuses = { manual: ["resolved", "degraded", "downtime"], maintenance: ["maintenance"] } as Record<
  string,
  string[]
>;

/** Better Stack's status pages, as its documents tell of them. */
export async function openBetterstackWorld({
  endsByItself = false,
  includes = true,
  pageSize = 250,
}: Variant = {}): Promise<World> {
  const reports: Report[] = [];
  let count = 900;
  let told = 0;
  let writes = 0;
  const no = (status: number, errors: string): Answered => ({ status, json: { errors } });
  const number = () => String(++count);
  const updateAs = ({ id, ...rest }: Update, report: string) => ({
    id,
    type: "status_update",
    attributes: { ...rest, status_report_id: Number(report) },
  });
  const reportAs = ({ id, updates, ...rest }: Report) => ({
    id,
    type: "status_report",
    attributes: { ...rest, status_page_id: 4242, aggregate_state: "Downtime" },
    relationships: { status_updates: { data: updates.map((one) => ({ id: one.id, type: "status_update" })) } },
  });
  const paged = (all: object[], { path, query }: Asked): Answered => {
    const size = Math.min(Number(query.get("per_page") ?? 50), pageSize);
    const page = Number(query.get("page") ?? 1);
    const next = page * size < all.length ? `https://elsewhere.example.com${path}?page=${page + 1}` : null;
    return { status: 200, json: { data: all.slice((page - 1) * size, page * size), pagination: { next } } };
  };
  const wrongIn = (kind: string, list: unknown): string | null => {
    if (!Array.isArray(list)) return "Affected resources can't be blank";
    const isWrong = list.some(
      (one) => typeof one.status_page_resource_id !== "string" || !statuses[kind]?.includes(one.status),
    );
    return isWrong ? "Affected resources are not valid" : null;
  };
  const affect = (report: Report, list: Update["affected_resources"]) => {
    const named = list.map((one) => one.status_page_resource_id);
    const others = report.affected_resources.filter((one) => !named.includes(one.status_page_resource_id));
    report.affected_resources = [...others, ...list];
    const over =
      report.report_type === "manual" && report.affected_resources.every(({ status }) => status === "resolved");
    if (over && endsByItself) report.ends_at ??= report.updates.at(-1)?.published_at ?? null;
  };

  const page = openPublicPage();
  /** What everybody may read: what is over stays in it for a while. */
  const index = () => ({
    data: { id: "4242", type: "status_page", attributes: { company_name: "Acme", aggregate_state: "operational" } },
    included: [
      { id: "88", type: "status_page_resource", attributes: { public_name: "Gateway", status: "operational" } },
      ...(page.isShown() ? reports : []).flatMap((one) => {
        const isOver = one.affected_resources.every(({ status }) => status === "resolved");
        const { attributes, ...rest } = reportAs(one);
        const aggregate_state = isOver ? "resolved" : "downtime";
        return [
          { ...rest, attributes: { ...attributes, aggregate_state } },
          ...one.updates.map((each) => updateAs(each, one.id)),
        ];
      }),
    ],
  });

  const handle = (asked: Asked): Answered => {
    const { method, path, headers, json } = asked;
    if (path === "/public/index.json") return page.answer(headers, index);
    const parts = /^\/api\/v2\/status-pages\/(\w+)\/status-reports(?:\/(\w+))?(\/status-updates)?(?:\/(\w+))?$/.exec(
      path,
    );
    if (parts?.[1] !== "4242") return { status: 404, json: { errors: "Resource not found", see_docs: "https://…" } };
    if (headers.authorization !== `Bearer ${credential}`) return no(401, "Invalid Team API token");
    const [, , id, isUpdates, updateId] = parts;
    const report = reports.find((one) => one.id === id);
    if (id && !report) return { status: 404, json: { errors: "Resource not found", see_docs: "https://…" } };
    if (!report && method === "GET") return paged(reports.map(reportAs), asked);
    if (!report) {
      const kind = json.report_type ?? "manual";
      const wrong = wrongIn(kind, json.affected_resources);
      if (wrong) return no(422, wrong);
      if (kind === "maintenance" && !(json.starts_at && json.ends_at)) return no(422, "Ends at can't be blank");
      writes += 1;
      if (json.notify_subscribers ?? true) told += 1;
      const { message, published_at, affected_resources } = json;
      const made: Report = {
        id: number(),
        title: json.title,
        report_type: kind,
        starts_at: json.starts_at,
        ends_at: json.ends_at ?? null,
        affected_resources,
        updates: [{ id: number(), message, published_at, affected_resources }],
      };
      reports.push(made);
      const included = made.updates.map((one) => updateAs(one, made.id));
      return { status: 201, json: { data: reportAs(made), ...(includes ? { included } : {}) } };
    }
    if (!isUpdates && method === "GET") return { status: 200, json: { data: reportAs(report) } };
    if (!isUpdates && method === "PATCH") {
      const { starts_at, ends_at } = { ...report, ...json };
      if (ends_at !== null && Date.parse(ends_at) <= Date.parse(starts_at))
        return no(422, "Ends at must be after starts at");
      writes += 1;
      const { title = report.title, affected_resources } = json;
      Object.assign(report, { title, starts_at, ends_at });
      if (affected_resources) affect(report, affected_resources);
      return { status: 200, json: { data: reportAs(report) } };
    }
    if (method === "GET")
      return paged(
        report.updates.map((one) => updateAs(one, report.id)),
        asked,
      );
    const wrong = wrongIn(report.report_type, json.affected_resources);
    if (wrong) return no(422, wrong);
    if (method === "POST") {
      writes += 1;
      if (json.notify_subscribers) told += 1;
      const { message, published_at, affected_resources } = json;
      const made: Update = { id: number(), message, published_at, affected_resources };
      report.updates.push(made);
      affect(report, affected_resources);
      return { status: 201, json: { data: updateAs(made, report.id) } };
    }
    const update = report.updates.find((one) => one.id === updateId);
    if (!update) return no(404, "Resource not found");
    writes += 1;
    if (json.notify_subscribers) told += 1;
    Object.assign(update, json);
    if (update === report.updates.at(-1)) affect(report, json.affected_resources);
    return { status: 200, json: { data: updateAs(update, report.id) } };
  };
  const fake = await openFake(handle);
  /** The time there, as far as it is known: that of the newest thing that was published. */
  const now = () =>
    Math.max(0, ...reports.flatMap(({ updates }) => updates.map((one) => Date.parse(one.published_at))));
  const isOpen = (one: Report) => one.ends_at === null || Date.parse(one.ends_at) > now();
  return {
    settings: { page: 4242, token: secretOf(credential), url: `${fake.url}/`, page_url: `${fake.url}/public/` },
    publicly: page.publicly,
    components: { Gateway: "88" },
    faults: fake.faults,
    left: fake.left,
    reports,
    asked: fake.asked,
    writes: () => writes,
    told: () => told,
    shown: () =>
      reports.map((one) => ({
        kind: one.report_type === "maintenance" ? "maintenance" : "incident",
        title: one.title,
        open: isOpen(one),
        texts: one.updates.map(({ message }) => message),
      })),
    component: (id) =>
      reports
        .filter(isOpen)
        .flatMap((one) => one.affected_resources)
        .filter((one) => one.status_page_resource_id === id)
        .map(({ status }) => status)
        .find((status) => status !== "resolved") ?? "operational",
    tamper(how) {
      const report = reports.at(-1);
      const update = report?.updates.at(-1);
      if (!report || !update) return false;
      if (how === "title") report.title = "Something else";
      else if (how === "text") update.message = "All is well.";
      else if (how === "delete") reports.pop();
      else report.affected_resources = [{ status_page_resource_id: "88", status: "resolved" }];
      return true;
    },
    close: fake.close,
  };
}
