import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyReplacements, type Finding, type GuardRules, guard, overridden } from "../../src/text/guard.ts";

const findingsIn = (text: string, rules: GuardRules = {}): Finding[] => {
  const checked = guard(text, rules);
  return checked.ok ? [] : checked.findings;
};
const ruleOf = (text: string) => findingsIn(text).map(({ rule }) => rule)[0] ?? "nothing";

// Put together here, so that no scanner takes this file for a leak.
const long = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5";
const keys = [
  "gk_abc",
  "gw_live_7f3a",
  "GK_ABC123",
  "the key gk_...9f2c",
  `sk-${"proj-"}${long}`,
  `sk-ant-${"api03"}-${long}`,
  `AKIA${"IOSFODNN7EXAMPL2"}`,
  `ghp_${long}`,
  `github_pat_${"11ABCDEFG0"}_${long}`,
  `xoxb-${"123456789012"}-abcdef`,
  `xapp-${"1-A0123"}-456-abc`,
  `https://hooks.slack.com/${"services"}/T000/B000/abc`,
  `eyJ${"hbGciOiJIUzI1NiJ9"}.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl`,
  `-----BEGIN ${"RSA PRIVATE"} KEY-----\nMIIEow==\n-----END RSA PRIVATE KEY-----`,
  `AIza${"SyA1234567890abcdefghijklmnopqrstu"}`,
  `sk_live_${"4eC39HqLyjWDarjtT1zdp7dc"}`,
];
const secrets = [
  "password: hunter2",
  "password = correct-horse9",
  "the password is Tr0ub4dor&3",
  `api_key=${long}`,
  `X-Api-Key: ${long.slice(0, 12)}`,
  `Authorization: Bearer ${long}`,
  "postgres://app:s3cr3t@db.example.com/prod",
  `it printed ${long} twice`,
];
const amounts = [
  "$8,432.10 over budget",
  "$5",
  "US$ 5 000",
  "8.432,10 €",
  "8'432 CHF",
  "EUR 1.5 million",
  "Usd 900",
  "5k dollars",
  "twelve thousand euros",
  "thousands of dollars",
  "a few dollars",
  "half a million pounds",
  "￥1000",
  "₹12,00,000",
  "between $5 and $10k",
  "8432.10 over budget",
  "spend was 12,400 today",
  "costs of 99.50",
];
const addresses = [
  "10.0.0.1",
  "172.16.9.9:8080",
  "192.168.0.0/16",
  "127.0.0.1",
  "169.254.169.254",
  "100.64.1.2",
  "http://10.1.2.3:3000/admin?x=1",
  "10[.]0[.]0[.]1",
  "10.20.x.x",
  "::1",
  "fd12:3456:789a::1",
  "fe80::1ff:fe23:4567:890a%eth0",
  "[fd00::1]:443",
  "::ffff:10.0.0.1",
];
const hosts = [
  "db-1.prod.internal",
  "payments.default.svc.cluster.local",
  "gateway.prod.svc:8080/healthz",
  "printer.local",
  "VAULT.CORP",
  "localhost:3000",
  "https://grafana.corp/d/1",
  "ip-10-0-12-9",
  "nas.home.arpa",
];

describe("what must not be published is found", () => {
  test.each(keys)("key: %s", (text) => expect(ruleOf(`We saw ${text} in it`)).toBe("key-material"));
  test.each(secrets)("secret: %s", (text) => expect(ruleOf(text)).toBe("assigned-secret"));
  test.each(amounts)("money: %s", (text) => expect(ruleOf(`It is ${text}.`)).toBe("money"));
  test.each(addresses)("address: %s", (text) => expect(ruleOf(`It is ${text}.`)).toBe("address"));
  test.each(hosts)("host: %s", (text) => expect(ruleOf(`It is ${text}.`)).toBe("host"));
});

describe("what is hidden is found", () => {
  test.each([
    ["**gk_**abc1", "key-material"],
    ["**g**k_abc1", "key-material"],
    ["`gk`_`abc1`", "key-material"],
    ["KEY**gk_abc1**now", "key-material"],
    ["g\u200bk\u200d_a\u00adbc1", "key-material"],
    ["gk\\_abc1", "key-material"],
    ["<b>gk</b>_abc1", "key-material"],
    ["gk&#95;abc1", "key-material"],
    ["gk%5Fabc1", "key-material"],
    ["ｇｋ＿abc1", "key-material"],
    ["gк_abc1", "key-material"],
    ["**$8**,432.10", "money"],
    ["$\u200b8,432", "money"],
    ["1**0.0.**0.1", "address"],
    ["10.0\u2060.0.1", "address"],
    ["db\u200b.prod.int**ern**al", "host"],
    ["LocalHost", "host"],
  ])("%s", (text, rule) => expect(ruleOf(text)).toBe(rule));
});

const ordinary = [
  "[INVESTIGATING] Gateway (OpenAI shape) — Elevated latency and 503 responses\nPosted: 2026-11-21T09:30Z",
  "Next update by 2026-11-21T10:00Z",
  "Resolved as of 2026-11-21T09:30Z. Duration: 73:05. Root cause: a release. Post-mortem by 2026-11-28.",
  "Service-credit claims per SLA at https://example.com/sla?year=2026&plan=pro.",
  "The quota was exceeded; requests are answered with 429 or HTTP 503.",
  "Version 2.10.0 was rolled back to v2.9.13, on Node 24.1.0.",
  "We run version 10.4.0.1 of the proxy; build 1.2.3.4 is next.",
  "60 % of traffic is back; p95 is 2.3 s, 10x the usual.",
  "The window is 09:30:15 to 10:30:00 UTC, on 21.11.2026.",
  "See https://status.example.com and api.example.com:443.",
  "POST /v1/chat/completions and /v1/messages answer 401.",
  "API keys and tokens are not affected. Your token: expired ones fail.",
  "The password is required at sign-in. Auth is OAuth2-based.",
  "Keys that begin with gk_ are shown in the console.",
  "Our sk-learn demo and the disk-space alert are unaffected.",
  "The task-force met at 5 pm; 20 per cent of 3 regions, 1,234 requests dropped.",
  "We try 3 times, all 12 nodes, 5 times a day.",
  "A local cache, an internal queue and a private network were involved.",
  "Local and corporate customers: nothing to do.",
  "std::vector is not an address, nor is 12:34:56:78.",
  "2x budget alerts, 50 % over budget, budget of 3 retries, spend was 2x.",
  "commit 9fceb02d0ae598e95dc970b74767f19372d61af8 reverted",
  "The public address 203.0.113.7 is unchanged.",
  "localhosting.example and internal.example.com are public names.",
];

describe("ordinary words pass", () => {
  test.each(ordinary)("%s", (text) => expect(findingsIn(text)).toEqual([]));

  test("a public address is found where the installation asks for it", () => {
    expect(findingsIn("at 203.0.113.7 and 2001:db8::1", { everyAddress: true })).toHaveLength(2);
  });

  test("allowed words pass, and only they", () => {
    const rules = { allowed: ["localhost", "GK_DEMO"] };
    expect(findingsIn("localhost and gk_demo", rules)).toEqual([]);
    expect(findingsIn("localhost and gk_demo2", rules)).toHaveLength(1);
  });

  test("the installation's own names are found", () => {
    const rules = { internalHosts: ["zeus", ".acme.dev", "db.acme.com"], keyPrefixes: ["ak"] };
    const found = findingsIn("zeus, a.acme.dev, db.acme.com, ak_12; but gk_12 and acme.com", rules);
    expect(found.map((one) => one.found)).toEqual([
      "zeus",
      "a.acme.dev",
      "db.acme.com",
      expect.stringMatching(/^a•••$/),
    ]);
  });
});

describe("a finding", () => {
  const text = "Line one\nthe key is **gk_**abc123 and it cost $8,432.10.";
  const [key, sum] = findingsIn(text) as [Finding, Finding];

  test("says where, with the markup that hid it", () => {
    expect(text.slice(key.start, key.end)).toBe("gk_**abc123");
    expect(key.at).toEqual({ line: 2, column: 14 });
    expect(text.slice(sum.start, sum.end)).toBe("$8,432.10");
  });

  test("never shows a secret", () => {
    for (const secret of [...keys, ...secrets]) {
      for (const { found } of findingsIn(secret)) expect(found.length).toBeLessThanOrEqual(7);
    }
    expect(sum.found).toBe("$8,432.10");
  });

  test("replaced, leaves a text that passes", () => {
    const mended = applyReplacements(text, [key, sum]);
    expect(mended).toBe("Line one\nthe key is **[an API key] and it cost an amount.");
    expect(findingsIn(mended)).toEqual([]);
    const all = [...keys, ...secrets, ...amounts, ...addresses, ...hosts].join(" , and \n");
    expect(findingsIn(applyReplacements(all, findingsIn(all)))).toEqual([]);
  });

  test("offers words that fit their place", () => {
    const mended = (words: string, rules: GuardRules = {}) => applyReplacements(words, findingsIn(words, rules));
    expect(mended("10.0.0.1 is down. 10.0.0.2 too.\n10.0.0.3: off")).toBe(
      "An internal address is down. An internal address too.\nAn internal address: off",
    );
    expect(mended("the 10.0.0.1, our $5 and (10.0.0.2)")).toBe(
      "the internal address, our amount and (an internal address)",
    );
    expect(mended("gk_123abc was seen")).toBe("[an API key] was seen");
    expect(mended("trace-db's disk", { internalNames: { "trace-db": "our analytics store" } })).toBe(
      "Our analytics store's disk",
    );
  });

  test("never offers what must not be published itself", () => {
    const rules = {
      internalNames: { store: "the trace-db", "trace-db": "our Store" },
      tenants: ["A Customer", "Internal Address"],
    };
    for (const words of ["In Store now", "a trace-db b", "x A Customer y", "x 10.0.0.1 y"]) {
      const findings = findingsIn(words, rules);
      expect(findings.length).toBeGreaterThan(0);
      expect(findingsIn(applyReplacements(words, findings), rules)).toEqual([]);
    }
  });

  test("is let through by a reasoned override alone", () => {
    expect(overridden(text, { findings: [key], reason: "the key was published by us before" })).toBe(text);
    expect(() => overridden(text, { findings: [key], reason: " " })).toThrow("needs a reason");
  });
});

describe("people", () => {
  const people = (words: string, known: string[] = []) => {
    const checked = guard(words, { people: ["Alice Martin"] }, known);
    return checked.ok ? [] : checked.findings.map(({ found, replacement }) => `${found} -> ${replacement}`);
  };

  test("are known from the rules, and from who takes part", () => {
    expect(people("We asked alice, MARTIN and Dana.")).toEqual(["alice -> an engineer", "MARTIN -> an engineer"]);
    expect(people("We asked Dana.", ["dana"])).toEqual(["Dana -> an engineer"]);
    expect(people("We asked Dana.")).toEqual([]);
  });

  test("are known by handles, mentions and addresses of their own, whoever they are", () => {
    expect(people("by @kim, <@U0123ABCD> or <!subteam^S12|@ops>, kim@example.com")).toEqual([
      "@kim -> an engineer",
      "<@U0123ABCD> -> an engineer",
      "<!subteam^S12|@ops> -> our team",
      "kim@example.com -> our team",
    ]);
    expect(people("<!here> @channel")).toEqual(["<!here> -> everyone", "@channel -> everyone"]);
  });

  test("are not offices, packages, times and costs", () => {
    expect(
      people("support@example.com, @example/sdk, 3 items @ 10:00, a@b, p95@2.3 s, no-reply@x.example.com"),
    ).toEqual([]);
  });
});

describe("words that may be published", () => {
  test("let pass what stands inside of them, and nothing beside them", () => {
    const rules = { tenants: ["OpenAI"], allowed: ["Gateway (OpenAI shape)", "https://10.0.0.1/status"] };
    expect(findingsIn("Gateway (OpenAI shape), **Gateway** (Open**AI** shape)", rules)).toEqual([]);
    expect(findingsIn("Gateway\n(OpenAI shape) and https://10.0.0.1/status", rules)).toEqual([]);
    expect(findingsIn("OpenAI uses Gateway (OpenAI shape)", rules)).toHaveLength(1);
    expect(findingsIn("Gateway (OpenAI shapes) https://10.0.0.1/status/x http://10.0.0.1/", rules)).toHaveLength(3);
  });
});

describe("the next line", () => {
  test("stays when what stands before it goes", () => {
    for (const words of [
      "gk_abc123\nNext update",
      "at a.prod.internal\nNext update",
      "It cost $5\n3 regions",
      "Acme\n2 nodes",
      "alice\nNext",
    ]) {
      const rules = { tenants: ["Acme"], people: ["alice"] };
      const mended = applyReplacements(words, findingsIn(words, rules));
      expect(mended.split("\n")[1]).toBe(words.split("\n")[1]);
    }
  });

  test("goes with it where it is the rest of a secret", () => {
    const words = "gk_abc\n123def is it";
    expect(applyReplacements(words, findingsIn(words))).toBe("[an API key] is it");
  });
});

test("whatever the text, findings lie inside it, in order and apart, and what is mended passes", () => {
  const piece = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 12 }),
    fc.constantFrom(...amounts, ...addresses, "**", "\u200b", "gk_a1", "password=", "\n"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("");
      let from = 0;
      const findings = findingsIn(text);
      for (const { start, end } of findings) {
        expect(start).toBeGreaterThanOrEqual(from);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        from = end;
      }
      expect(findingsIn(applyReplacements(text, findings))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("long and repetitive text costs no more than its length", () => {
  for (const part of [
    "-",
    "a",
    "1",
    "a.",
    "1,",
    "gk_",
    "=",
    ":",
    "two ",
    "secret_",
    "$",
    "<b",
    "a:b@",
    "-----BEGIN ",
  ]) {
    findingsIn(part.repeat(20_000 / part.length));
  }
}, 5_000);
