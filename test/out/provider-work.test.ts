import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { openHttp } from "../../src/base/http.ts";
import { type AnyProvider, defineProvider } from "../../src/out/provider.ts";
import { openMemory, workFor } from "../../src/out/provider-work.ts";
import { storyClock } from "../kit/clock.ts";
import { type Answered, openFake } from "./providers/fake.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Work with an API and another host; each says what it was asked with. */
async function atWork(answered: Answered = { status: 200, json: { fine: true } }) {
  const [api, page] = [await openFake(() => answered), await openFake(() => answered)];
  const { http, close } = openHttp({ allowPrivate: true });
  closing.push(api.close, page.close, close);
  const provider = defineProvider({
    name: "example",
    shown: "Example",
    settings: z.strictObject({}),
    reach: () => ({ url: `${api.url}/v1`, headers: { authorization: "Bearer secret-4711" } }),
  } as unknown as AnyProvider);
  const counted: string[] = [];
  const work = workFor(
    {
      name: "example",
      shown: "Example",
      provider,
      settings: {},
      http,
      queue: "q",
      components: new Map(),
      memory: openMemory(),
      line: { allowPrivate: true, timeoutMs: 500 },
    },
    { key: "sitrep-k1", pageUrl: null },
    { clock: storyClock(0), agent: "Sitrep/test", allow: (queue) => counted.push(queue) },
  );
  return { api, page, work, counted };
}

describe("the credentials of a provider", () => {
  test("go with calls to its API, also with those that name it in full", async () => {
    const { api, work, counted } = await atWork();
    await work.call({ method: "GET", path: "/things" });
    await work.call({ method: "GET", path: `${api.url}/elsewhere` });
    expect(api.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ["/v1/things", "Bearer secret-4711"],
      ["/elsewhere", "Bearer secret-4711"],
    ]);
    expect(counted).toEqual(["q", "q"]);
  });

  test("never go to another host", async () => {
    const { page, work } = await atWork();
    await work.call({ method: "GET", path: `${page.url}/summary.json` });
    expect(page.asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test("are left out of what everybody may ask, which counts for no limit of theirs", async () => {
    const { api, work, counted } = await atWork();
    await work.json({ method: "GET", path: "/page", headers: { "x-own": "1" }, open: true }, z.object({}));
    expect(api.asked.map(({ headers }) => [headers.authorization, headers["x-own"]])).toEqual([[undefined, "1"]]);
    expect(counted).toEqual([]);
  });
});

test("a web page in the place of an answer passes in an API, and is final where everybody reads", async () => {
  const { work } = await atWork({ status: 200, text: "<!doctype html><h1>Sign in</h1>" });
  const ask = (asking: { open?: true }) => work.json({ method: "GET", path: "/page", ...asking }, z.object({}));
  const why = "Example answered 200, but with a web page";
  await expect(ask({})).rejects.toMatchObject({ delivery: { outcome: "later", why } });
  await expect(ask({ open: true })).rejects.toMatchObject({ delivery: { outcome: "never", why } });
});
