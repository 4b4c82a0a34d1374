import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import webhook from "../../../src/out/providers/webhook.ts";
import { providerContract } from "./contract.ts";
import { anIncidentNotice, openDesk, type ProviderWorld, secretOf } from "./desk.ts";
import { openFake } from "./fake.ts";

const credential = "whsec_dGhlIHNlY3JldCBvZiB0aGUgd2ViaG9vaw==";

/** A receiver that keeps the newest state of each notice, and knows each webhook-id once. */
async function openWorld(): Promise<ProviderWorld & { ids: string[] }> {
  // biome-ignore lint/suspicious/noExplicitAny: the state as it was sent
  const held = new Map<string, any>();
  const ids: string[] = [];
  let told = 0;
  const verifier = new Webhook(credential);
  const fake = await openFake(({ method, path, query, headers, text, json }) => {
    if (method === "GET" && path === "/state") {
      expectSigned(verifier, headers, "");
      const there = held.get(query.get("id") ?? "");
      if (!there) return { status: 404, json: {} };
      return { status: 200, json: query.get("id")?.startsWith("mnt") ? { maintenance: there } : { incident: there } };
    }
    const id = String(headers["webhook-id"]);
    if (ids.includes(id)) return { status: 200, json: { external_id: "e1" } };
    ids.push(id);
    const what = json.data.incident ?? json.data.maintenance;
    if (what.update.notify) told += 1;
    held.set(what.id, what);
    expectSigned(verifier, headers, text);
    return { status: 200, json: { external_id: "e1", url: "https://pages.example.com/e1" } };
  });
  return {
    settings: { url: `${fake.url}/hook`, secret: secretOf(credential), state_url: `${fake.url}/state` },
    components: { Gateway: "gateway" },
    faults: fake.faults,
    left: fake.left,
    ids,
    writes: () => ids.length,
    told: () => told,
    shown: () =>
      [...held.values()].map((one) => ({
        kind: one.window ? "maintenance" : "incident",
        title: one.title,
        open: one.window ? one.state !== "completed" : one.stage !== "RESOLVED",
        texts: one.updates.map(({ text }: { text: string }) => text),
      })),
    component: () => null,
    tamper(how) {
      const [first] = held.values();
      if (how === "delete") held.clear();
      else if (how === "title") first.title = "Something else";
      else if (how === "text") first.updates.at(-1).text = "All is well.";
      else return false;
      return true;
    },
    close: fake.close,
  };
}

/** Signed for the time it names: the library's own check would compare that with the clock on the wall. */
function expectSigned(verifier: Webhook, headers: Record<string, unknown>, text: string): void {
  const at = new Date(Number(headers["webhook-timestamp"]) * 1_000);
  expect(headers["webhook-signature"]).toBe(verifier.sign(String(headers["webhook-id"]), at, text));
}

providerContract(webhook, openWorld, { credential, takesAnything: true });

test("a state has the same webhook-id however often it is sent", async () => {
  const world = await openWorld();
  const { state_url: _, ...settings } = world.settings;
  const desk = await openDesk(webhook, { ...world, settings });
  world.faults(["lost", "lost"]);
  desk.know(anIncidentNotice(1));
  await desk.settle(anIncidentNotice(1).id);
  expect(world.ids).toHaveLength(1);
  await desk.close();
  await world.close();
});

test("410 switches it off, and says so", async () => {
  const world = await openWorld();
  const desk = await openDesk(webhook, world);
  world.faults([{ status: 410, json: {} }]);
  desk.know(anIncidentNotice(1));
  await desk.settle(anIncidentNotice(1).id);
  desk.know(anIncidentNotice(2));
  await desk.settle(anIncidentNotice(1).id);
  expect(desk.said.map(({ said }) => said)).toEqual(["refused", "refused"]);
  expect(world.writes()).toBe(0);
  await desk.close();
  await world.close();
});

test("a receiver that has a newer state keeps it", async () => {
  const world = await openWorld();
  const desk = await openDesk(webhook, world);
  world.faults([{ status: 409, json: { revision: 9 } }]);
  desk.know(anIncidentNotice(1));
  expect(await desk.settle(anIncidentNotice(1).id)).toMatchObject({ outcome: "delivered" });
  await desk.close();
  await world.close();
});
