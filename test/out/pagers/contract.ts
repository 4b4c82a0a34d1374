import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Clock } from "../../../src/base/clock.ts";
import { type Http, openHttp } from "../../../src/base/http.ts";
import { Secret } from "../../../src/base/secret.ts";
import type { AnyPager, Page, PagerAction, Sending, Sent } from "../../../src/out/pager.ts";
import { type Answer, type Destination, openDestination } from "../../kit/destination.ts";

export const now = Date.parse("2026-11-21T03:00Z");
export const clock: Clock = { now: () => now, alarm: () => () => {} };

/** The private parts of a page are these words: none may be seen where it is private. */
export function aPage(own: Partial<Page> = {}): Page {
  return {
    number: 12,
    title: "Gateway returns 503",
    severity: "SEV1",
    level: "critical",
    stage: "INVESTIGATING",
    components: ["Gateway (HTTP liveness)"],
    why: "a SEV1 pages at any hour",
    detectedAt: now - 60_000,
    alerts: { firing: 3, total: 4 },
    runbookUrl: "https://runbooks.example.com/gateway",
    drill: false,
    private: false,
    test: false,
    target: "primary",
    people: ["U012AB3CD"],
    key: "sitrep-abc-12-1",
    by: null,
    channelUrl: "https://acme.slack.com/archives/C01",
    ackUrl: "https://sitrep.example.com/ack/token",
    address: null,
    ...own,
  };
}

/** What a page of a private incident carries. */
export const privatePage = (own: Partial<Page> = {}) =>
  aPage({ title: "private incident #12", components: [], why: "", runbookUrl: null, private: true, ...own });

export interface Subject {
  pager: AnyPager;
  /** The settings as the configuration gives them, for a destination at this address. */
  settings(url: string): object;
  /** The answer that means success. */
  good: Answer;
  /** The address of a person, where each has their own. */
  address?: string;
  /** Words that stand in the settings and must stand nowhere else. */
  secrets: string[];
  /** True where any 2xx is success, whatever its body. */
  anySuccess?: boolean;
}

export interface Bench {
  there: Destination;
  send(action: PagerAction, page?: Page, more?: Partial<Sending<unknown>>): Promise<Sent>;
  sending(more?: Partial<Sending<unknown>>): Sending<unknown>;
}

/** What every pager that is called over HTTP does, whatever it is called with. `own` adds what only this one does. */
export function pagerContract(subject: Subject, own: (bench: () => Bench) => void): void {
  const { pager } = subject;
  let there: Destination;
  let client: { http: Http; close(): Promise<void> };
  beforeAll(async () => {
    there = await openDestination();
    client = openHttp({ allowPrivate: true });
  });
  afterEach(() => {
    there.reached.length = 0;
    there.answers(subject.good);
  });
  afterAll(async () => {
    await client.close();
    await there.close();
  });

  // A test need not wait as long as a person would.
  const hasty: Http = (call) => client.http({ ...call, timeoutMs: 500 });
  const sending = (more: Partial<Sending<unknown>> = {}): Sending<unknown> => ({
    settings: pager.settings.parse(subject.settings(there.url)),
    http: hasty,
    clock,
    kept: null,
    agent: "Sitrep/test",
    ...more,
  });
  const address = subject.address === undefined ? null : new Secret(subject.address);
  const send: Bench["send"] = (action, page = aPage(), more = {}) =>
    pager.send(action, { ...page, address: page.address ?? address }, sending(more));

  describe(`${pager.name}, as every pager`, () => {
    test("takes a page", async () => {
      there.answers(subject.good);
      const sent = await send("trigger");
      expect(sent.outcome === "delivered" || sent.waits).toBe(true);
      expect(there.reached).toHaveLength(1);
    });

    test.each([408, 425, 429, 500, 502, 503, 504])("tries again later after %i", async (status) => {
      there.answers({ status, text: "no" });
      expect(await send("trigger")).toMatchObject({ outcome: "later" });
      expect(there.reached).toHaveLength(1);
    });

    test.each([400, 401, 403, 404, 410, 413, 422])("never tries again after %i, and says so", async (status) => {
      there.answers({ status, text: "no" });
      expect(await send("trigger")).toMatchObject({ outcome: "never", why: expect.stringContaining(String(status)) });
    });

    test("does not follow where it is sent to", async () => {
      there.answers({ status: 302, headers: { location: `${there.url}/elsewhere` } });
      expect(await send("trigger")).toMatchObject({ outcome: "never" });
      expect(there.reached).toHaveLength(1);
    });

    test("obeys a Retry-After, up to five minutes", async () => {
      there.answers({ status: 429, headers: { "retry-after": "40" } });
      expect(await send("trigger")).toMatchObject({ at: now + 40_000 });
      there.answers({ status: 429, headers: { "retry-after": "86400" } });
      expect(await send("trigger")).toMatchObject({ at: now + 300_000 });
    });

    test("does not take a page of somebody else's for an answer", async () => {
      if (subject.anySuccess) return;
      there.answers({ status: 200, headers: { "content-type": "text/html" }, text: "<html>Sign in</html>" });
      expect(await send("trigger")).toMatchObject({ outcome: "later" });
    });

    test("does not know what became of it when the answer is lost or does not come", async () => {
      there.answers("lose");
      expect(await send("trigger")).toMatchObject({ outcome: "later", doubtful: true });
      there.answers("hang");
      expect(await send("trigger")).toMatchObject({ outcome: "later", doubtful: true });
    });

    test("knows that nothing arrived where nobody listens", async () => {
      const settings = pager.settings.parse(subject.settings("http://127.0.0.1:1"));
      expect(await send("trigger", aPage(), { settings })).toMatchObject({ outcome: "later", doubtful: false });
    });

    test("calls no private address unless it is told to", async () => {
      const guarded = openHttp({ allowPrivate: false });
      expect(await send("trigger", aPage(), { http: guarded.http })).toMatchObject({
        outcome: "never",
        why: expect.stringContaining("allow_private"),
      });
      await guarded.close();
      expect(there.reached).toEqual([]);
    });

    test("tells no secret when it says what went wrong", async () => {
      for (const how of [{ status: 403, text: "no" }, "lose", { status: 500, text: "no" }] as Answer[]) {
        there.answers(how);
        const said = JSON.stringify(await send("trigger"));
        for (const word of subject.secrets) expect(said).not.toContain(word);
      }
      expect(JSON.stringify(sending().settings)).not.toMatch(new RegExp(subject.secrets.join("|") || "^$"));
    });

    test("says of a private incident no more than that there is one", async () => {
      there.answers(subject.good);
      await send("trigger", privatePage());
      const said = there.reached.map(({ text, path }) => decodeURIComponent(text.replaceAll("+", " ")) + path).join();
      expect(said).toContain("private incident #12");
      expect(said).not.toMatch(/Gateway|503|runbooks|at any hour/);
    });

    test("cuts five thousand characters of emoji between two of them", async () => {
      there.answers(subject.good);
      const sent = await send("trigger", aPage({ title: "👩‍🚒🔥".repeat(5_000) }));
      expect(sent.outcome === "delivered" || sent.waits).toBe(true);
      const { text } = there.reached[0] ?? { text: "" };
      expect(decodeURIComponent(text.replaceAll("+", " "))).toContain("…");
      expect(text.isWellFormed()).toBe(true);
      expect(text.length).toBeLessThan(20_000);
    });

    test("says which page is a drill, and which one a test", async () => {
      there.answers(subject.good);
      await send("trigger", aPage({ drill: true }));
      expect(decodeURIComponent(there.reached[0]?.text.replaceAll("+", " ") ?? "")).toContain("[DRILL]");
      await send("trigger", aPage({ test: true, title: "This is a test page", number: null }));
      expect(decodeURIComponent(there.reached[1]?.text.replaceAll("+", " ") ?? "")).toContain("This is a test page");
    });
  });

  describe(pager.name, () => own(() => ({ there, send, sending })));
}
