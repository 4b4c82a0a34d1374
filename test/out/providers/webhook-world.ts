import { Webhook } from "standardwebhooks";
import { expect } from "vitest";
import { type ProviderWorld, secretOf } from "./desk.ts";
import { type Asked, openFake } from "./fake.ts";

export const credential = "whsec_dGhlIHNlY3JldCBvZiB0aGUgd2ViaG9vaw==";

export interface WebhookWorld extends ProviderWorld {
  url: string;
  /** Every `webhook-id` that was taken, once. */
  ids: string[];
  asked: Asked[];
}

/** A receiver that keeps the newest state of each notice, and knows each webhook-id once. */
export async function openWebhookWorld(): Promise<WebhookWorld> {
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
    url: fake.url,
    settings: { url: `${fake.url}/hook`, secret: secretOf(credential), state_url: `${fake.url}/state` },
    components: { Gateway: "gateway" },
    faults: fake.faults,
    left: fake.left,
    ids,
    asked: fake.asked,
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
