import { expect, test } from "vitest";
import type { Effect } from "../../src/domain/effects.ts";
import { talk } from "../in/kit.ts";
import { aProvider } from "../kit/providers.ts";

const words = '--components "Gateway (HTTP liveness)" --symptom "okapis fail" --impact "call the API"';

/** Everything that was to leave, and whether it is meant for the incident's own people. */
async function left({ store }: Pick<Awaited<ReturnType<typeof talk>>, "store">) {
  const rows = await store.read.selectFrom("outbox").select(["kind", "body"]).execute();
  return rows.map(({ kind, body }) => {
    const effect = JSON.parse(body) as Effect;
    const place = "to" in effect ? JSON.stringify(effect.to) : "";
    const isOwn =
      kind.startsWith("channel.") || kind === "page" || place.includes("incident") || place.includes("person");
    return { kind, place, body, isOwn };
  });
}

test.each(["--private", "--drill"])(
  "nothing of a %s incident is handed to a provider or a subscriber",
  async (flag) => {
    const { say, store } = await talk({ providers: [aProvider("acme")] });
    await say(`sev1 Zebrafish at large ${flag}`);
    await say(`update #1 investigating ${words}`);
    await say("severity #1 sev2 okapis are few");
    await say('resolve #1 "Zebrafish ate it."');
    await say("reopen #1 okapis are back");
    await say("cancel #1 okapis are well");
    const out = await left({ store });
    expect(out.map(({ kind }) => kind)).toContain("message.show");
    expect(out.filter(({ kind }) => /^(provider|subscribers)\./.test(kind))).toEqual([]);
    // Of a private one nobody but its own people hears a word; a drill is announced within the house.
    const others = out.filter(({ isOwn, body }) => !isOwn && /zebrafish|okapi/i.test(body)).map(({ place }) => place);
    expect([...new Set(others)]).toEqual(flag === "--drill" ? ['{"announcement":true}'] : []);
  },
);

test("a published one is handed over without a word in it: what is sent is read from the public record", async () => {
  const { say, store } = await talk({ providers: [aProvider("acme")] });
  await say("sev1 Zebrafish at large");
  await say(`update #1 investigating ${words}`);
  const handed = (await left({ store })).filter(({ kind }) => kind.startsWith("provider."));
  expect(handed).toHaveLength(1);
  expect(handed[0]?.body).not.toMatch(/zebrafish|okapi/i);
});
