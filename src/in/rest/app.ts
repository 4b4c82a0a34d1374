import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Secret } from "../../base/secret.ts";
import type { Actor } from "../../domain/actor.ts";
import type { Terms } from "../../domain/terms.ts";
import type { Engine } from "../../engine/engine.ts";
import { loadIncident } from "../../store/incidents.ts";
import { loadMaintenance, maintenanceIdOf } from "../../store/maintenance.ts";
import { mutedCount } from "../../store/muted-alerts.ts";
import { alertNoise, listAlerts } from "../../store/read/alert-list.ts";
import { listIncidents } from "../../store/read/incident-list.ts";
import { viewIncident, viewOf } from "../../store/read/incident-view.ts";
import { listMaintenances } from "../../store/read/maintenance-list.ts";
import { listOutbox } from "../../store/read/outbox-list.ts";
import type { Store } from "../../store/store.ts";
import { toPlain } from "../../text/plain.ts";
import { describeCommands } from "../describe.ts";
import { nearest } from "../nearest.ts";
import type { Naming } from "../request.ts";
import { type Result, saidIn } from "../result.ts";
import type { Router } from "../router.ts";
import { refuseForeignOrigin, refuseStranger } from "./access.ts";
import { fieldsIn } from "./given.ts";
import { once } from "./idempotency.ts";
import { alertJson, incidentJson, iso } from "./incident.ts";
import { maintenanceDeeds, maintenanceJson } from "./maintenance.ts";
import { openApi } from "./openapi.ts";
import { errorsOf, plain, problem, type Reply, statusOf, troubleOf } from "./problem.ts";

export interface RestParts {
  engine: Pick<Engine, "handle">;
  store: Store;
  router: Router;
  terms?: Terms | undefined;
  token: Secret;
  clock: Clock;
  log: Log;
}

/** A command is a few sentences; a post-mortem would fit in many times over. */
const mostBytes = 256 * 1024;
/** Lists (decisions.md 18). */
const limits = { usual: 50, most: 1_000 };

/** What a route gives to its command: all of its fields, or some beside those of the body; and what that makes, if anything. */
interface Preset {
  preset?: Record<string, string>;
  also?: Record<string, string>;
  made?: string;
}

/** The holder of the token. */
const holder: Actor = { kind: "api", id: "api", name: "the API" };

/** The REST door, at `/api/v1/`. Every verb is the command of that name: same fields, same decisions, same words. */
export function restApp({ store, router, token, clock, log }: RestParts): Hono {
  const app = new Hono();
  const v1 = new Hono();
  app.notFound((c) => send(c, problem(404, "No such address", "The API is described at /api/v1/openapi.json.")));
  app.onError((error, c) => {
    const reply = troubleOf(error);
    if (reply.status >= 500) log.error({ err: error, path: c.req.path }, "a request could not be answered");
    return send(c, reply);
  });

  v1.use(async (c, next) => {
    const no =
      refuseForeignOrigin(c.req.header("origin"), c.req.header("host")) ??
      refuseStranger(c.req.header("authorization"), token);
    if (no) return send(c, no);
    await next();
  });
  const tooLarge = problem(413, "Body too large", `A body may have ${mostBytes} bytes at most.`);
  v1.use(bodyLimit({ maxSize: mostBytes, onError: (c) => send(c, tooLarge) }));

  v1.get("/openapi.json", (c) => c.json(openApi(describeCommands(router.commands, router), null)));

  v1.get("/incidents", async (c) => {
    const asked = listing(c, ["open", "closed", "all"]);
    if ("status" in asked) return send(c, asked);
    const { items, next } = await listIncidents(store.read, { ...asked, withPrivate: true });
    const views = await Promise.all(items.map((incident) => viewOf(store.read, incident)));
    return c.json({ incidents: views.map(incidentJson), next_cursor: next });
  });

  v1.post("/incidents", async (c) => send(c, await command(c, "declare", null)));

  v1.get("/incidents/:number", async (c) => {
    const number = numberIn(c.req.param("number"));
    const view = number === null ? null : await viewIncident(store.read, number);
    return view ? c.json(incidentJson(view)) : send(c, noIncident(c.req.param("number")));
  });

  v1.post("/incidents/:number/:verb", async (c) => {
    const number = numberIn(c.req.param("number"));
    if (number === null) return send(c, noIncident(c.req.param("number")));
    const verb = c.req.param("verb");
    const found = router.command(verb);
    if (found?.where !== "incident") return send(c, noVerb(verb, router));
    return send(c, await command(c, verb, { number }));
  });

  v1.get("/alerts", async (c) => {
    const asked = listing(c, ["firing", "resolved", "unknown", "all"], "all");
    if ("status" in asked) return send(c, asked);
    const { items, next } = await listAlerts(store.read, asked);
    return c.json({ alerts: items.map(alertJson), next_cursor: next });
  });

  v1.get("/alerts/noise", async (c) => {
    const noise = (await alertNoise(store.read)).map(({ lastAt, ...one }) => ({ ...one, last_at: iso(lastAt) }));
    return c.json({ noise });
  });

  v1.get("/alerts/:alert/why", async (c) =>
    send(c, await command(c, "why", null, { preset: { alert: c.req.param("alert") } })),
  );

  v1.get("/outbox", async (c) => {
    const asked = listing(c, ["waiting", "failed"]);
    if ("status" in asked) return send(c, asked);
    const { items, next } = await listOutbox(store.read, asked);
    const outbox = items.map(({ createdAt, dueAt, incidentNumber, awaitsChannel, ...item }) => ({
      ...item,
      incident: incidentNumber,
      awaits_channel: awaitsChannel,
      created_at: iso(createdAt),
      due_at: iso(dueAt),
    }));
    return c.json({ outbox, next_cursor: next });
  });

  v1.post("/outbox/:id/retry", async (c) =>
    send(c, await command(c, "retry", null, { preset: { effect: c.req.param("id") } })),
  );

  v1.get("/oncall", async (c) => send(c, await command(c, "oncall", null, { preset: {} })));
  v1.post("/oncall", async (c) => send(c, await command(c, "oncall", null)));

  v1.get("/maintenances", async (c) => {
    const asked = listing(c, ["ahead", "past", "all"], "all");
    if ("status" in asked) return send(c, asked);
    const { items, next } = await listMaintenances(store.read, asked);
    const maintenances = await Promise.all(items.map(({ id }) => maintenanceOf(id)));
    return c.json({ maintenances, next_cursor: next });
  });

  v1.post("/maintenances", async (c) =>
    send(c, await command(c, "maintenance", null, { also: { do: "schedule" }, made: "maintenances" })),
  );

  v1.get("/maintenances/:number", async (c) => {
    const number = numberIn(c.req.param("number"));
    const id = number === null ? null : await maintenanceIdOf(store.read, number);
    return id === null ? send(c, noMaintenance(c.req.param("number"))) : c.json(await maintenanceOf(id));
  });

  v1.post("/maintenances/:number/:deed", async (c) => {
    const number = numberIn(c.req.param("number"));
    const deed = maintenanceDeeds.find((one) => one === c.req.param("deed"));
    if (number === null) return send(c, noMaintenance(c.req.param("number")));
    if (!deed)
      return send(
        c,
        problem(404, "No such deed", `A maintenance knows ${maintenanceDeeds.join(", ")}.`, { code: "not-found" }),
      );
    return send(c, await command(c, "maintenance", null, { also: { do: deed, number: `M${number}` } }));
  });

  async function maintenanceOf(id: string) {
    const maintenance = await loadMaintenance(store.read, id);
    return maintenance && maintenanceJson(maintenance, await mutedCount(store.read, maintenance));
  }

  /** Runs a command with the fields of the body, once per Idempotency-Key. */
  async function command(
    c: Context,
    verb: string,
    incident: Naming,
    { preset, also = {}, made }: Preset = {},
  ): Promise<Reply> {
    const found = router.command(verb);
    if (!found) return noVerb(verb, router);
    const read = await bodyOf(c);
    if ("status" in read) return read;
    const given = preset ? { typed: preset, problems: [] } : fieldsIn(read.body, found);
    const { problems } = given;
    const typed = { ...given.typed, ...also };
    const request = `${c.req.method} ${c.req.path} ${JSON.stringify(read.body)}`;
    return once({ key: c.req.header("idempotency-key"), request, store, clock }, async (key) => {
      const from = { actor: holder, channel: null, door: "rest", key, forms: false };
      return replyOf(await router.run({ verb, incident, typed, problems }, from), verb, made);
    });
  }

  async function replyOf(result: Result, verb: string, made?: string): Promise<Reply> {
    const said = saidIn(result);
    const detail = plain(said?.summary ?? "");
    if (result.kind === "refused")
      return problem(statusOf(result.code), titleOf(result.code), detail, {
        code: result.code,
        errors: errorsOf(result.problems),
      });
    if (result.kind === "problems")
      return problem(400, "Fields missing or wrong", detail, { errors: errorsOf(result.problems) });
    if (result.kind === "form") return problem(400, "Fields missing", "Some fields are missing.");
    const maintenance = result.maintenance === undefined ? null : await maintenanceOf(result.maintenance);
    if (maintenance && made === undefined) return { status: 200, body: maintenance };
    if (maintenance)
      return { status: 201, body: maintenance, headers: { location: `/api/v1/${made}/${maintenance.number}` } };
    const changed = router.command(verb)?.event !== undefined && result.data === null;
    const incident = changed && result.incident !== null ? await loadIncident(store.read, result.incident) : null;
    if (!incident) return { status: 200, body: { said: said ? toPlain(said) : "", data: result.data } };
    const body = incidentJson(await viewOf(store.read, incident));
    if (verb !== "declare") return { status: 200, body };
    return { status: 201, body, headers: { location: `/api/v1/incidents/${incident.number}` } };
  }

  app.route("/api/v1", v1);
  return app;
}

async function bodyOf(c: Context): Promise<{ body: unknown } | Reply> {
  const type = c.req.header("content-type") ?? "application/json";
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(type))
    return problem(415, "Not JSON", "Send the body as application/json.");
  if (c.req.header("content-encoding"))
    return problem(415, "Encoded body", "Send the body as it is, without Content-Encoding.");
  const text = await c.req.text();
  if (text.trim() === "") return { body: {} };
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    return problem(400, "Not JSON", "The body cannot be read as JSON.");
  }
}

/** What a list is asked for, or what is wrong with it. */
function listing<const S extends string>(
  c: Context,
  states: readonly [S, ...S[]],
  usual: S = states[0],
): { state: S; limit: number; cursor?: string } | Reply {
  const state = c.req.query("state") ?? usual;
  const found = states.find((one) => one === state);
  if (!found) return badQuery("state", `It is one of ${states.join(", ")}.`);
  const limit = Number(c.req.query("limit") ?? limits.usual);
  if (!Number.isInteger(limit) || limit < 1 || limit > limits.most)
    return badQuery("limit", `It is a number from 1 to ${limits.most}.`);
  const cursor = c.req.query("cursor");
  return { state: found, limit, ...(cursor ? { cursor } : {}) };
}

function badQuery(field: string, message: string): Reply {
  return problem(400, "Query cannot be read", `${field}: ${message}`, { errors: errorsOf([{ field, message }]) });
}

function numberIn(text: string): number | null {
  return /^[#M]?[1-9]\d{0,8}$/.test(text) ? Number(text.replace(/^[#M]/, "")) : null;
}

function noIncident(text: string): Reply {
  return problem(404, "No such incident", `There is no incident ${text.slice(0, 20)}.`, { code: "not-found" });
}

function noMaintenance(text: string): Reply {
  return problem(404, "No such maintenance", `There is no maintenance ${text.slice(0, 20)}.`, { code: "not-found" });
}

function noVerb(verb: string, { commands }: Router): Reply {
  const verbs = commands.filter(({ where }) => where === "incident").map((command) => command.verb);
  const meant = nearest(verb, verbs);
  const help = meant ? `Did you mean ${meant}?` : `Known: ${verbs.join(", ")}.`;
  return problem(404, "No such command", `There is no command ${verb.slice(0, 40)}. ${help}`, { code: "not-found" });
}

function titleOf(code: string): string {
  const said = code.replaceAll("-", " ");
  return said.charAt(0).toUpperCase() + said.slice(1);
}

function send(c: Context, { status, body, headers = {} }: Reply): Response {
  const type = status >= 400 ? "application/problem+json; charset=utf-8" : "application/json; charset=utf-8";
  return c.body(JSON.stringify(body), status as 200, { ...headers, "content-type": type, "cache-control": "no-store" });
}
