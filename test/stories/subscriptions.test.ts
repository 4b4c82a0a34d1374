import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Destination, openDestination, type Reached } from "../kit/destination.ts";
import { type MailServer, openMailServer } from "../kit/mail-server.ts";
import { type Story, story } from "../kit/story.ts";

let mail: MailServer;
let hook: Destination;
let s: Story;

beforeEach(async () => {
  mail = await openMailServer();
  hook = await openDestination();
});
afterEach(async () => {
  await s[Symbol.asyncDispose]();
  await mail.close();
  await hook.close();
});

const begin = async (more: { store?: "sqlite" | "postgres"; expectErrors?: boolean } = {}) => {
  s = await story({
    at: "2026-11-21T09:00Z",
    config: `
status_page: { name: Metis, url: "https://status.example.com" }
components: [Gateway, Keystore, { name: Cellar, internal: true }]
subscriptions:
  smtp: { host: 127.0.0.1, port: ${mail.port}, tls: none }
  from: Metis Status <status@example.com>
  allow_private: true
`,
    ...more,
  });
};

const page = (path: string, init: RequestInit = {}) =>
  fetch(s.statusUrl + path.replace("https://status.example.com", ""), { redirect: "manual", ...init });
const press = async (path: string, form: Record<string, string | string[]> = {}) => {
  const body = new URLSearchParams(
    Object.entries(form).flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, value])),
  );
  const answer = await page(path, { method: "POST", body });
  const text = await answer.text();
  await s.settle();
  return { status: answer.status, text };
};
const subscribe = (address: string, components: string[] = []) =>
  press("/subscribe", { kind: "email", address, component: components });
const linkIn = (text: string, path: string) =>
  new RegExp(`https://status.example.com(${path}/[\\w-]+)`).exec(text)?.[1] ?? "none";

/** Subscribes an address, and confirms it as its owner would. */
async function confirmed(address: string, components: string[] = []): Promise<void> {
  await subscribe(address, components);
  const question = mail.mails.findLast(({ to }) => to[0] === address);
  expect((await press(linkIn(question?.text ?? "", "/subscribe/confirm"))).status).toBe(200);
}
const mailsTo = (address: string) =>
  mail.mails.filter(({ to, headers }) => to[0] === address && headers["list-unsubscribe"] !== undefined);
const subjects = (address: string) => mailsTo(address).map(({ headers }) => headers.subject);

const ok = async (path: string, body: object) => {
  const { status, body: answer } = await s.api("POST", `/incidents${path}`, body);
  if (status >= 300) throw new Error(JSON.stringify(answer));
};
const declare = (own: object = {}) =>
  ok("", { severity: "SEV3", title: "Secret internal title", components: ["Gateway"], ...own });
const first = { stage: "INVESTIGATING", symptom: "requests fail", impact: "send any request", action: "restarting it" };
const update = (words: object, number = 1) => ok(`/${number}/update`, words);
const identified = { stage: "IDENTIFIED", cause: "a bad change", action: "rolling it back" };
const resolve = (number = 1) => ok(`/${number}/resolve`, { root_cause: "A change was rolled back." });

describe("by e-mail", () => {
  test("asked, confirmed by a person, told of each update once and in order, and ended with one click", async () => {
    await begin();
    const asked = await subscribe("ann@example.com");
    expect(asked.status).toBe(200);
    const [question] = mail.mails;
    expect(question?.headers.subject).toBe("[Metis] Confirm your subscription");
    const link = linkIn(question?.text ?? "", "/subscribe/confirm");

    // A scanner that opens the link changes nothing.
    const look = await page(link);
    expect([look.status, await look.text()]).toEqual([200, expect.stringContaining("a…@example.com")]);
    await declare();
    await update(first);
    expect(mailsTo("ann@example.com")).toEqual([]);

    expect((await press(link)).text).toContain("You are subscribed");
    expect((await press(link)).status).toBe(404);
    await update(identified);
    // A correction is told to nobody.
    await ok("/1/correct", { replace: "a bad change", by: "a change" });
    await s.clock.pass("10 min");
    await resolve();
    expect(subjects("ann@example.com")).toEqual([
      "[Metis] Identified: Gateway — requests fail",
      "[Metis] Resolved: Gateway — requests fail",
    ]);
    const [told] = mailsTo("ann@example.com");
    expect(told?.text).toContain("Cause: a bad change");
    expect(told?.text).not.toContain("Secret internal title");
    expect(told?.headers["list-unsubscribe-post"]).toBe("List-Unsubscribe=One-Click");
    const pageUrl = linkIn(told?.text ?? "", "/incidents");
    expect((await page(pageUrl)).status).toBe(200);

    const end = /<https:\/\/status.example.com(.*)>/.exec(told?.headers["list-unsubscribe"] ?? "")?.[1] ?? "";
    expect(await (await page(end)).text()).toContain("<button");
    expect((await press(end, { "List-Unsubscribe": "One-Click" })).text).toContain("You are unsubscribed");
    expect((await press(end)).status).toBe(200);
    await declare({ title: "Again" });
    await update(first, 2);
    expect(subjects("ann@example.com")).toHaveLength(2);
    expect(s.log()).not.toContain("ann@example.com");
  });

  test.each(["sqlite", "postgres"] as const)(
    "each hears of their components, and of the end of what they heard of, on %s",
    async (store) => {
      await begin({ store });
      await confirmed("ann@example.com", ["gateway"]);
      await confirmed("ben@example.com", ["keystore"]);
      await confirmed("cat@example.com");
      await declare();
      await update(first);
      await update({ stage: "MITIGATING", progress: "moved", components: ["Keystore"] });
      await resolve();
      expect(subjects("ann@example.com")).toHaveLength(3);
      expect(subjects("ben@example.com")).toHaveLength(2);
      expect(subjects("cat@example.com")).toHaveLength(3);
    },
  );

  test("nothing internal, private or of a drill is ever told, and no word is said twice", async () => {
    await begin();
    await confirmed("ann@example.com");
    const internal = { ...first, symptom: "hush", audience: "internal" };
    await declare({ title: "Hush hush", private: true });
    await update(internal);
    await declare({ title: "A hush drill", drill: true });
    await update(internal, 2);
    await declare();
    await update(internal, 3);
    expect(mailsTo("ann@example.com")).toEqual([]);
    await update(first, 3);
    await s.restart();
    await s.clock.pass("5 min");
    expect(mailsTo("ann@example.com")).toHaveLength(1);
    expect(JSON.stringify(mail.mails)).not.toMatch(/hush/i);
  });

  test("maintenance is told as well, each notice once; that of internal components is not", async () => {
    await begin();
    await confirmed("ann@example.com", ["keystore"]);
    const schedule = async (component: string, what: string) => {
      const { status, body } = await s.api("POST", "/maintenances", {
        what,
        components: [component],
        starts_at: "2026-11-24T02:00Z",
        ends_at: "2026-11-24T03:00Z",
        impact: "brief degradation",
      });
      if (status >= 300) throw new Error(JSON.stringify(body));
    };
    await schedule("Cellar", "the cellar is swept");
    await schedule("Keystore", "the database is upgraded");
    await s.clock.until("2026-11-24T04:00Z");
    expect(subjects("ann@example.com")).toEqual([
      "[Metis] Scheduled: Keystore — the database is upgraded",
      "[Metis] In progress: Keystore — the database is upgraded",
      "[Metis] Completed: Keystore — the database is upgraded",
    ]);
    expect(JSON.stringify(mail.mails)).not.toMatch(/cellar/i);
  });

  test("the same answer whether an address is subscribed or not, and not too many questions to one", async () => {
    await begin();
    await confirmed("ann@example.com");
    const known = await subscribe("ann@example.com");
    const unknown = await subscribe("nobody@example.com");
    expect(known).toEqual(unknown);
    const before = mail.mails.filter(({ to }) => to[0] === "nobody@example.com").length;
    expect((await subscribe("NOBODY@example.com")).text).toBe(unknown.text);
    expect(mail.mails.filter(({ to }) => to[0]?.toLowerCase() === "nobody@example.com")).toHaveLength(before);
    for (let n = 0; n < 7; n++) await subscribe(`somebody${n}@example.com`);
    const often = await subscribe("one.more@example.com");
    expect([often.status, often.text]).toEqual([429, expect.stringContaining("too often")]);
    // Another sender behind the same proxy is another sender; what it says of itself before that is not believed.
    const body = () => new URLSearchParams({ kind: "email", address: "two.more@example.com" });
    const from = async (sender: string) =>
      (await page("/subscribe", { method: "POST", body: body(), headers: { "x-forwarded-for": sender } })).status;
    expect(await from("198.51.100.1, 203.0.113.9")).toBe(200);
    for (let n = 0; n < 9; n++) await from(`198.51.100.${n}, 203.0.113.9`);
    expect(await from("198.51.100.77, 203.0.113.9")).toBe(429);
    await s.settle();
  });

  test("a question that nobody answers is forgotten, and its link with it", async () => {
    await begin();
    await subscribe("ann@example.com");
    const link = linkIn(mail.mails[0]?.text ?? "", "/subscribe/confirm");
    await s.clock.pass("25 h");
    expect((await page(link)).status).toBe(404);
    expect((await press(link)).status).toBe(404);
  });

  test("what is no address, and no form of ours, is said so, and nothing is sent; no script, no cookie", async () => {
    await begin();
    for (const wrong of [
      "ann",
      "ann@",
      "a@b",
      "ann@example.com, ben@example.com",
      "ann@example.com\nBcc: x@example.com",
      "<ann@example.com>",
    ]) {
      const answer = await subscribe(wrong);
      expect([answer.status, wrong]).toEqual([422, wrong]);
      expect(answer.text).toContain('role="alert"');
      expect(answer.text).not.toContain(" checked");
    }
    expect((await subscribe("ann", ["keystore"])).text).toMatch(/value="keystore" checked>/);
    expect(mail.mails).toEqual([]);

    const answer = await page("/subscribe");
    const text = await answer.text();
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(answer.headers.get("content-security-policy")).toContain("form-action 'self'");
    expect(text).toContain('autocomplete="email"');
    expect(text).not.toContain("Cellar");
    expect((await page("/subscribe", { method: "PUT" })).status).toBe(405);
    expect((await page("/", { method: "POST", body: "x" })).status).toBe(405);
    const json = await page("/subscribe", {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    });
    expect(json.status).toBe(415);
    const large = await page("/subscribe", {
      method: "POST",
      body: new URLSearchParams({ address: "x".repeat(20_000) }),
    });
    expect(large.status).toBe(413);
  });

  test("an address that bounces is off and told of; the others are told; a mail server that is down is waited for", async () => {
    await begin();
    await confirmed("ann@example.com");
    await confirmed("gone@example.com");
    mail.faults = { "RCPT gone@example.com": "550 no such box", "RCPT ann@example.com": "450 later" };
    await declare();
    await update(first);
    expect(mailsTo("ann@example.com")).toEqual([]);
    expect((await s.told("#incidents")).join("\n")).toContain("(g…@example.com) was switched off");
    mail.faults = { EHLO: "421 not now", HELO: "421 not now" };
    await s.clock.pass("5 min");
    await update(identified);
    await s.clock.pass("10 min");
    mail.faults = {};
    await s.clock.pass("20 min");
    expect(subjects("ann@example.com")).toEqual([
      "[Metis] Investigating: Gateway — requests fail",
      "[Metis] Identified: Gateway — requests fail",
    ]);
    expect(mailsTo("gone@example.com")).toEqual([]);
    expect(s.log()).not.toContain("@example.com");
  });
});

describe("by webhook", () => {
  const url = () => `${hook.url}/hook`;
  const echo = ({ json }: Reached) =>
    json.type === "subscription.verify" ? { status: 200, json: { challenge: json.data.challenge } } : { status: 200 };
  const ask = (component: string[] = []) => press("/subscribe", { kind: "webhook", address: url(), component });
  const updates = () => hook.reached.filter(({ json }) => json.type === "status.update");
  /** As Standard Webhooks says, worked out by hand. */
  const signatureOf = (told: Reached | undefined, secret: string) => {
    const [id, at] = [told?.headers["webhook-id"], told?.headers["webhook-timestamp"]];
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${at}.${told?.text}`).digest("base64")}`;
  };
  const secretIn = (text: string) => /whsec_[\w+/=]+/.exec(text)?.[0] ?? "";

  test("asked by a challenge, signed with the secret that was shown once, told once", async () => {
    await begin();
    hook.answers(echo);
    const secret = secretIn((await ask()).text);
    expect(hook.reached.map(({ json }) => json.type)).toEqual(["subscription.verify"]);
    await declare();
    await update(first);
    const [told] = updates();
    expect(updates()).toHaveLength(1);
    expect(told?.headers["webhook-signature"]).toBe(signatureOf(told, secret));
    expect(told?.json).toMatchObject({
      type: "status.update",
      data: {
        overall: "degraded",
        notice: { kind: "incident", stage: "INVESTIGATING", title: "Gateway — requests fail", open: true },
        update: { stage: "INVESTIGATING" },
      },
    });
    expect(JSON.stringify(hook.reached)).not.toContain("Secret internal title");
    const end = told?.json.data.unsubscribe_url;
    await press(end);
    await resolve();
    expect(updates()).toHaveLength(1);
  });

  test("one that does not repeat the challenge is never told anything", async () => {
    await begin();
    hook.answers({ status: 200, text: "ok" });
    await ask();
    await declare();
    await update(first);
    await s.clock.pass("2 h");
    await resolve();
    expect(updates()).toEqual([]);
    const asked = hook.reached.length;
    await s.clock.pass("2 h");
    expect(hook.reached).toHaveLength(asked);
  });

  test("one that is away for an hour gets everything, in order, each once to be counted", async () => {
    await begin();
    hook.answers(echo);
    await ask();
    hook.answers({ status: 503 });
    await declare();
    await update(first);
    await update(identified);
    await s.clock.pass("55 min");
    await resolve();
    const tries = hook.reached.length;
    expect(tries).toBeLessThan(15);
    hook.answers(echo);
    hook.reached.length = 0;
    await s.clock.pass("20 min");
    expect(updates().map(({ json }) => json.data.update.stage)).toEqual(["INVESTIGATING", "IDENTIFIED", "RESOLVED"]);
  });

  test("one that answers 410 is switched off, and that is told; so is one that fails for a day", async () => {
    await begin();
    hook.answers(echo);
    await ask();
    hook.answers({ status: 410 });
    await declare();
    await update(first);
    expect((await s.told("#incidents")).join("\n")).toContain("it answered 410");
    hook.reached.length = 0;
    await s.clock.pass("1 h");
    await resolve();
    expect(hook.reached).toEqual([]);
    // It can be subscribed again, by whoever answers there.
    hook.answers(echo);
    await ask();
    await declare();
    await update(first, 2);
    expect(updates()).toHaveLength(1);
  });
});
