import { saveMaintenance } from "../../../src/store/maintenance.ts";
import { openStage, type Stage, told } from "../stage.ts";
import { aMaintenance } from "./maintenance.ts";

const gateway = "Gateway (HTTP liveness)";
const shapes = ["Gateway (OpenAI shape)", "Gateway (Anthropic shape)"];
const keystore = "Keystore (active keys)";

const components = [
  { name: gateway, internal: false, group: "Gateway" },
  ...shapes.map((name) => ({ name, internal: false, group: "Gateway" })),
  { name: keystore, internal: false },
  { name: "Analytics surface", internal: false },
  { name: "Trace DB", internal: true },
];

/** A quarter of a year with three incidents, a completed, a cancelled and a scheduled maintenance; now all is well. */
export async function eventful(): Promise<Stage> {
  const stage = await openStage({ start: "2026-08-20T09:00Z", own: { components } });
  await over(stage, "2026-09-14T14:10Z", "SEV3", [keystore], "keys are slow to be created", 190);
  await over(stage, "2026-10-22T03:05Z", "SEV1", [gateway, ...shapes], "requests fail with 503", 44);
  await over(stage, "2026-11-16T09:00Z", "SEV2", shapes.slice(0, 1), "streamed answers break off", 72);
  await stage.at("2026-11-21T09:00Z");
  const at = (time: string) => Date.parse(time);
  const done = {
    stage: "COMPLETED" as const,
    what: "the key store moves to new disks",
    components: [keystore],
    window: { startsAt: at("2026-11-12T05:00Z"), endsAt: at("2026-11-12T07:00Z") },
    startedAt: at("2026-11-12T05:00Z"),
    endedAt: at("2026-11-12T06:35Z"),
  };
  const cancelled = { stage: "CANCELLED" as const, what: "a new certificate", endedAt: at("2026-11-18T10:00Z") };
  const planned = { what: "the database is upgraded", components: [gateway, ...shapes] };
  await stage.store.transact(async (tx) => {
    await saveMaintenance(tx, aMaintenance(1, done));
    await saveMaintenance(tx, aMaintenance(2, cancelled));
    await saveMaintenance(tx, aMaintenance(3, planned));
    const [post] = await tx.selectFrom("post").select("id").orderBy("posted_at", "desc").limit(1).execute();
    await tx
      .updateTable("post")
      .set({ corrected_at: at("2026-11-17T12:30Z") })
      .where("id", "=", post?.id ?? "")
      .execute();
  });
  return stage;
}

async function over(
  stage: Stage,
  when: string,
  severity: "SEV1" | "SEV2" | "SEV3",
  touched: string[],
  symptom: string,
  minutes: number,
): Promise<void> {
  await stage.at(when);
  const incident = await stage.declare({ severity, title: "internal", components: touched });
  await stage.do(incident, "incident.update", {
    stage: "INVESTIGATING",
    words: { ...told, symptom, components: touched },
  });
  await stage.pass(minutes / 2);
  await stage.do(incident, "incident.update", {
    stage: "MITIGATING",
    words: { progress: "half of the traffic is served" },
  });
  await stage.pass(minutes / 2);
  await stage.do(incident, "incident.resolve", { rootCause: "A change was rolled back." });
}

const logo = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 32"><rect width="32" height="32" rx="8" fill="#4338ca"/><path d="M8 22V10l8 8 8-8v12" fill="none" stroke="#fff" stroke-width="3"/><text x="42" y="23" font-family="sans-serif" font-size="20" font-weight="700" fill="#4338ca">Metis</text></svg>',
);
const logoDark = Buffer.from(logo.toString().replaceAll("#4338ca", "#a5b4fc"));

/** A page in the dress of its operator. */
export function brandedStage(): Promise<Stage> {
  return openStage({
    own: { components },
    branding: {
      about: "How the gateway of Metis is doing. Service levels and credits are described in the contract.",
      colours: { accent: "#4338ca", accentDark: "#a5b4fc" },
      links: [{ text: "Support", url: "https://support.example.com" }],
      logo: { type: "image/svg+xml", bytes: logo },
      logoDark: { type: "image/svg+xml", bytes: logoDark },
    },
  });
}

/** A SEV1 with several updates, a SEV3 that has just begun, a maintenance that runs and one that is planned. */
export async function broken(stage: Stage): Promise<void> {
  const down = await stage.declare({ severity: "SEV1", title: "x", components: [gateway, ...shapes] });
  await stage.do(down, "incident.update", { stage: "INVESTIGATING", words: told });
  for (const progress of ["a quarter", "half", "nearly all"]) {
    await stage.pass(25);
    await stage.do(down, "incident.update", {
      stage: "MITIGATING",
      words: { progress: `${progress} of the traffic is served again` },
    });
  }
  const slow = await stage.declare({ severity: "SEV3", title: "y", components: [keystore] });
  await stage.do(slow, "incident.update", { stage: "INVESTIGATING", words: { ...told, symptom: "keys are slow" } });
  const running = {
    stage: "IN_PROGRESS" as const,
    what: "reports are moved",
    components: ["Analytics surface"],
    startedAt: Date.parse("2026-11-21T09:30Z"),
    window: { startsAt: Date.parse("2026-11-21T09:30Z"), endsAt: Date.parse("2026-11-22T01:00Z") },
  };
  await stage.store.transact(async (tx) => {
    await saveMaintenance(tx, aMaintenance(1, running));
    await saveMaintenance(tx, aMaintenance(2));
  });
}

/** Sixty components in six groups, with three incidents going on and some behind them. */
export async function crowd(): Promise<Stage> {
  const zones = ["Europe", "North America", "South America", "Asia", "Africa", "Oceania"];
  const all = zones.flatMap((group) =>
    Array.from({ length: 10 }, (_, index) => ({
      name: `${group}: service number ${index + 1}`,
      internal: false,
      group,
    })),
  );
  const names = all.map(({ name }) => name);
  const stage = await openStage({ start: "2026-08-01T09:00Z", own: { components: all } });
  for (let n = 0; n < 8; n++) {
    const when = new Date(Date.parse("2026-09-01T06:00Z") + n * 9 * 24 * 60 * 60_000).toISOString();
    await over(
      stage,
      when,
      n % 3 === 0 ? "SEV2" : "SEV3",
      names.slice(n * 7, n * 7 + 3),
      `answers come late, for the ${n + 1}th time`,
      60 + n * 20,
    );
  }
  await stage.at("2026-11-21T09:00Z");
  for (const [severity, from] of [
    ["SEV2", 3],
    ["SEV3", 14],
    ["SEV3", 15],
  ] as const) {
    const touched = names.slice(from, from + 2);
    const incident = await stage.declare({ severity, title: `x${from}`, components: touched });
    const words = { ...told, symptom: `uploads stop half way (${from})`, components: touched };
    await stage.do(incident, "incident.update", { stage: "INVESTIGATING", words });
  }
  return stage;
}

/** Takes the store away from the page; what is handed back brings it back. */
export function takeAway(stage: Stage): () => void {
  const { read } = stage.store;
  Object.defineProperty(stage.store, "read", {
    configurable: true,
    get: () => {
      throw new Error("away");
    },
  });
  return () => Object.defineProperty(stage.store, "read", { configurable: true, value: read });
}
