import type { DescribedCommand, DescribedField } from "../describe.ts";
import { maintenanceDeeds } from "./maintenance.ts";

/** The OpenAPI 3.1 document of the API, written from the commands themselves. */
export function openApi(commands: DescribedCommand[], url: string | null) {
  const declare = commands.find(({ verb }) => verb === "declare");
  const verbs = commands.filter(({ where }) => where === "incident");
  const maintenance = commands.find(({ verb }) => verb === "maintenance");
  const onCall = commands.find(({ verb }) => verb === "oncall");
  const numbered = [{ name: "number", in: "path", required: true, schema: { type: "integer", minimum: 1 } }];
  return {
    openapi: "3.1.0",
    info: { title: "Sitrep", version: "1", description: "Works incidents. Times are ISO 8601 UTC." },
    ...(url ? { servers: [{ url }] } : {}),
    security: [{ token: [] }],
    paths: {
      "/api/v1/incidents": {
        get: {
          operationId: "listIncidents",
          summary: "Incidents, newest first.",
          parameters: [query("state", ["open", "closed", "all"]), ...paging],
          responses: { 200: json("The page.", page("incidents", "#/components/schemas/Incident")), ...problems },
        },
        ...(declare ? { post: operation(declare, [], 201) } : {}),
      },
      "/api/v1/incidents/{number}": {
        get: {
          operationId: "getIncident",
          summary: "One incident, with all that was kept of it.",
          parameters: numbered,
          responses: { 200: json("The incident.", incidentRef), ...problems },
        },
      },
      ...Object.fromEntries(
        verbs.map((command) => [
          `/api/v1/incidents/{number}/${command.verb}`,
          { post: operation(command, numbered, 200) },
        ]),
      ),
      "/api/v1/alerts": {
        get: {
          operationId: "listAlerts",
          summary: "Alerts, those first whose episode began last.",
          parameters: [query("state", ["firing", "resolved", "unknown", "all"]), ...paging],
          responses: { 200: json("The page.", page("alerts", "#/components/schemas/Alert")), ...problems },
        },
      },
      "/api/v1/alerts/{alert}/why": {
        get: {
          operationId: "whyAlert",
          summary: "How an alert was read, ruled and grouped; with what was sent, where nothing says how to read that.",
          parameters: [{ name: "alert", in: "path", required: true, schema: text }],
          responses: { 200: json("The answer, as sentences and as data.", { type: "object" }), ...problems },
        },
      },
      ...(maintenance ? maintenancePaths(maintenance, numbered) : {}),
      "/api/v1/oncall": {
        get: {
          operationId: "showOnCall",
          summary: "Who is on call, until when, who is next, and what is odd about it.",
          responses: { 200: json("The rota now.", { type: "object" }), ...problems },
        },
        ...(onCall ? { post: operation({ ...onCall, changes: false }, [], 200) } : {}),
      },
      "/api/v1/outbox": {
        get: {
          operationId: "listOutbox",
          summary: "Deliveries that wait or failed, newest first.",
          parameters: [query("state", ["waiting", "failed"]), ...paging],
          responses: { 200: json("The page.", page("outbox", "#/components/schemas/Delivery")), ...problems },
        },
      },
      "/api/v1/outbox/{id}/retry": {
        post: {
          operationId: "retryDelivery",
          summary: "Tries a failed delivery again.",
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }, idempotencyKey],
          responses: { 200: json("It is being tried again.", { type: "object" }), ...problems },
        },
      },
    },
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } }, schemas },
  };
}

const incidentRef = { $ref: "#/components/schemas/Incident" };
const text = { type: "string" };
const time = { type: "string", format: "date-time" };
const timeOrNull = { type: ["string", "null"], format: "date-time" };
const textOrNull = { type: ["string", "null"] };
const list = (items: object) => ({ type: "array", items });
const shape = (properties: Record<string, object>) => ({ type: "object", properties });

const schemas = {
  Incident: shape({
    number: { type: "integer" },
    title: text,
    kind: { enum: ["incident", "drill"] },
    severity: { enum: ["SEV1", "SEV2", "SEV3", "SEV4"] },
    stage: { enum: ["INVESTIGATING", "IDENTIFIED", "MITIGATING", "RESOLVED"] },
    private: { type: "boolean" },
    components: list(text),
    detected_at: time,
    declared_at: time,
    acknowledged_at: timeOrNull,
    mitigated_at: timeOrNull,
    resolved_at: timeOrNull,
    closed_at: timeOrNull,
    channel: shape({ id: textOrNull, name: text }),
    roles: { type: "object", additionalProperties: text },
    deadlines: list(
      shape({
        kind: text,
        due_at: time,
        state: { enum: ["running", "kept", "late", "missed", "dropped"] },
        met_at: timeOrNull,
        derived_from: text,
      }),
    ),
    updates: list(
      shape({
        id: text,
        stage: text,
        severity: text,
        audience: { enum: ["public", "internal"] },
        text,
        posted_at: time,
        corrected_at: timeOrNull,
        next_update_by: timeOrNull,
        overall: textOrNull,
        deliveries: list(shape({ provider: text, state: text, at: timeOrNull, error: textOrNull })),
      }),
    ),
    draft: { anyOf: [shape({ by: text, at: time, text, shown: { type: "integer" } }), { type: "null" }] },
    timeline: list(shape({ id: { type: "integer" }, at: time, kind: text, text, by: text })),
    alerts: list(shape({ source: text, identity: text, status: text })),
    postmortem: shape({ state: text, path: textOrNull, due_at: timeOrNull }),
    actions: list({ type: "object" }),
  }),
  Alert: shape({
    mark: text,
    source: text,
    identity: text,
    status: { enum: ["firing", "unknown", "resolved"] },
    title: text,
    severity: textOrNull,
    component: textOrNull,
    labels: { type: "object", additionalProperties: text },
    count: { type: "integer" },
    first_at: time,
    last_at: time,
    incident: { type: ["integer", "null"] },
    unread: textOrNull,
  }),
  Maintenance: shape({
    number: { type: "integer" },
    what: text,
    stage: { enum: ["SCHEDULED", "IN_PROGRESS", "COMPLETED", "CANCELLED"] },
    components: list(text),
    impact: text,
    starts_at: time,
    ends_at: time,
    started_at: timeOrNull,
    ended_at: timeOrNull,
    short_notice: { type: ["object", "null"], properties: { why: text, by: text } },
    series: textOrNull,
    scheduled_at: time,
    scheduled_by: text,
    updates: list(shape({ id: text, stage: text, text, posted_at: time })),
    deliveries: list(shape({ provider: text, state: text, at: time, words: text, url: textOrNull })),
    history: list(shape({ at: time, by: text, text })),
    caused: list(shape({ number: { type: "integer" }, why: text })),
    alerts_muted: { type: "integer" },
    alerts_firing: { type: "integer" },
  }),
  Delivery: shape({
    id: { type: "integer" },
    kind: text,
    state: text,
    incident: { type: ["integer", "null"] },
    attempts: { type: "integer" },
    error: textOrNull,
    created_at: time,
    due_at: time,
  }),
  Problem: shape({
    type: text,
    status: { type: "integer" },
    title: text,
    detail: text,
    code: text,
    errors: list(
      shape({
        field: text,
        pointer: text,
        detail: text,
        found: text,
        line: { type: "integer" },
        column: { type: "integer" },
        replacement: text,
      }),
    ),
  }),
};

const problems = {
  default: {
    description: "A no, as RFC 9457 writes it; `errors` names the fields.",
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  },
};

const paging = [
  { name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 1000, default: 50 } },
  { name: "cursor", in: "query", schema: text },
];

const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  description: "The same key with the same request is done once, and answered alike.",
  schema: { type: "string", maxLength: 255 },
};

function query(name: string, values: string[]) {
  return { name, in: "query", schema: { enum: values, default: values[0] } };
}

function json(description: string, schema: object) {
  return { description, content: { "application/json": { schema } } };
}

function page(name: string, items: string) {
  return shape({ [name]: list({ $ref: items }), next_cursor: textOrNull });
}

function operation({ verb, summary, fields, changes }: DescribedCommand, parameters: object[], status: number) {
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  const body = {
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
  return {
    operationId: verb,
    summary,
    parameters: [...parameters, idempotencyKey],
    requestBody: { required: required.length > 0, content: { "application/json": { schema: body } } },
    responses: {
      [status]: json(
        changes ? "The incident as it is now." : "The answer.",
        changes ? incidentRef : { type: "object" },
      ),
      ...problems,
    },
  };
}

function maintenancePaths(command: DescribedCommand, numbered: object[]): Record<string, object> {
  const ref = { $ref: "#/components/schemas/Maintenance" };
  const fields = command.fields.filter(({ name }) => name !== "do" && name !== "number");
  const deed = (operationId: string, summary: string, parameters: object[], status: number) => ({
    ...operation({ ...command, fields, verb: operationId, summary }, parameters, status),
    responses: { [status]: json("The maintenance as it is now.", ref), ...problems },
  });
  return {
    "/api/v1/maintenances": {
      get: {
        operationId: "listMaintenances",
        summary: "Maintenance, those first that start last.",
        parameters: [query("state", ["all", "ahead", "past"]), ...paging],
        responses: { 200: json("The page.", page("maintenances", "#/components/schemas/Maintenance")), ...problems },
      },
      post: deed("scheduleMaintenance", "Announces maintenance.", [], 201),
    },
    "/api/v1/maintenances/{number}": {
      get: {
        operationId: "getMaintenance",
        summary: "One maintenance, with all that was kept of it.",
        parameters: numbered,
        responses: { 200: json("The maintenance.", ref), ...problems },
      },
    },
    ...Object.fromEntries(
      maintenanceDeeds.map((name) => [
        `/api/v1/maintenances/{number}/${name}`,
        { post: deed(`${name}Maintenance`, `Does \`maintenance ${name}\`.`, numbered, 200) },
      ]),
    ),
  };
}

function fieldSchema({ label, hint, type, options }: DescribedField) {
  const description = hint ? `${label}. ${hint}` : label;
  const choices = options ? { enum: options } : {};
  if (type === "boolean") return { type, description };
  if (type === "list") return { type: "array", items: { type: "string", ...choices }, description };
  return { type: "string", ...choices, description };
}
