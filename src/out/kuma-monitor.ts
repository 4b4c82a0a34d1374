import { z } from "zod";
import type { OverallStatus } from "../domain/policy.ts";
import type { KumaPage } from "./kuma-incident.ts";
import { type Kuma, kumaOf } from "./kuma-socket.ts";
import { never } from "./outcome.ts";
import { Trouble, troubleWith, type Work } from "./provider.ts";

/*
 * Components in Uptime Kuma are monitors, and its overall status follows from them alone (contracts: status providers 3). A
 * `manual` monitor is what it is set to; a push monitor is what it is told, and down when it hears nothing; every other one
 * is checked by Uptime Kuma itself, and is left alone.
 */

const monitor = z.looseObject({ id: z.number(), type: z.string(), pushToken: z.string().nullish() });
const answer = z.object({ monitor });
const heartbeats = z.object({
  heartbeatList: z.record(z.string(), z.array(z.object({ status: z.number() }))),
});
const page = z.object({
  publicGroupList: z.array(
    z.object({ monitorList: z.array(z.object({ id: z.number(), type: z.string().nullish() })) }),
  ),
  maintenanceList: z.array(z.unknown()).nullish(),
});

const states: Record<OverallStatus, number> = {
  operational: 1,
  degraded: 2,
  "partial-outage": 0,
  "major-outage": 0,
  maintenance: 3,
};
const words = ["down", "up", "pending", "maintenance"];

/** Uptime Kuma's word for a status. */
export function monitorWord(status: OverallStatus): string {
  return words[states[status]] ?? "";
}

/** The number of a monitor as the configuration gives it. */
export function monitorId(theirs: string): number {
  if (/^[1-9]\d{0,9}$/.test(theirs)) return Number(theirs);
  throw troubleWith(
    never(`${theirs} is no monitor: in components stands the number that ends the address of the monitor`),
  );
}

/** Sets a monitor that can be set. */
export async function setMonitor(theirs: string, status: OverallStatus, work: Work<KumaPage>): Promise<void> {
  const kuma = await kumaOf(work);
  const one = await monitorOf(kuma, theirs);
  // The whole of it goes back: a field that is missing would be lost, or refused.
  if (one.type === "manual")
    await kuma.call("editMonitor", [{ ...one, manual_status: states[status] }], z.looseObject({}));
  else if (one.type === "push" && one.pushToken) await push(one.pushToken, status, work);
}

/** Tells push monitors again what they are: one that hears nothing within its interval is down. */
export async function pushAgain(
  components: readonly { theirs: string; status: OverallStatus }[],
  work: Work<KumaPage>,
): Promise<void> {
  for (const { theirs, status } of components) {
    const token = await tokenOf(theirs, work);
    if (token === null) continue;
    try {
      await push(token, status, work);
    } catch (error) {
      // It may have been given another one.
      work.memory.drop(`push ${theirs}`);
      throw error;
    }
  }
}

/** The token of a push monitor, which is asked for once; null = it is none. */
async function tokenOf(theirs: string, work: Work<KumaPage>): Promise<string | null> {
  const held = work.memory.get<{ token: string | null }>(`push ${theirs}`);
  if (held) return held.token;
  const { type, pushToken } = await monitorOf(await kumaOf(work), theirs);
  const token = type === "push" ? (pushToken ?? null) : null;
  work.memory.keep(`push ${theirs}`, { token });
  return token;
}

/** Only `down` is down to a push monitor; a window of its own makes it `maintenance`, whatever it is told. */
async function push(token: string, status: OverallStatus, work: Work<KumaPage>): Promise<void> {
  const state = states[status] === 0 ? "down" : "up";
  const query = new URLSearchParams({ status: state, msg: status, ping: "" });
  await work.call({ method: "GET", path: `/api/push/${encodeURIComponent(token)}?${query}` });
}

async function monitorOf(kuma: Kuma, theirs: string): Promise<z.infer<typeof monitor>> {
  const id = monitorId(theirs);
  try {
    return (await kuma.call("getMonitor", [id], answer)).monitor;
  } catch (error) {
    if (error instanceof Trouble && error.delivery.outcome === "never")
      throw troubleWith(never(`Uptime Kuma has no monitor ${id} that this account may see: check components`));
    throw error;
  }
}

/**
 * The states of the page's manual monitors, by their numbers. A push monitor is left out: it is told again and again, and
 * cannot tell degraded from up. So is one that a window makes `maintenance` whatever it is set to.
 */
export async function readMonitors(work: Work<KumaPage>): Promise<Map<string, string>> {
  const fresh = { method: "GET", headers: { "x-apicache-bypass": "1" } } as const;
  const slug = encodeURIComponent(work.settings.slug);
  const { publicGroupList, maintenanceList } = await work.json({ ...fresh, path: `/api/status-page/${slug}` }, page);
  const { heartbeatList } = await work.json({ ...fresh, path: `/api/status-page/heartbeat/${slug}` }, heartbeats);
  const inWindow = (maintenanceList ?? []).length > 0;
  const manual = publicGroupList.flatMap(({ monitorList }) => monitorList).filter(({ type }) => type === "manual");
  return new Map(
    manual.flatMap(({ id }): [string, string][] => {
      const word = words[heartbeatList[id]?.at(-1)?.status ?? -1];
      return word === undefined || (word === "maintenance" && inWindow) ? [] : [[String(id), word]];
    }),
  );
}
