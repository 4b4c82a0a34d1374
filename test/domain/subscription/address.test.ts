import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mailAddress, masked, webhookAddress } from "../../../src/domain/subscription/address.ts";

describe("a mail address", () => {
  test.each([
    ["ann@example.com", "ann@example.com"],
    ["  Ann.Lee+status@Example.COM ", "Ann.Lee+status@example.com"],
    ["ännchen@bücher.example", "ännchen@bücher.example"],
  ])("%j is read", (given, address) => {
    expect(mailAddress(given)).toMatchObject({ medium: "email", address });
  });

  test.each([
    "",
    "ann",
    "ann@",
    "@example.com",
    "ann@example",
    "ann@@example.com",
    "ann@example.com,ben@example.com",
    "ann@example.com ben@example.com",
    "ann@example.com\r\nBcc: x@example.com",
    "Ann <ann@example.com>",
    '"a b"@example.com',
    "ann@-example.com",
    "ann@example..com",
    ".ann@example.com",
    `${"a".repeat(65)}@example.com`,
    `ann@${"a".repeat(250)}.com`,
    "ann@127.0.0.1",
  ])("%j is none", (given) => {
    expect(mailAddress(given)).toBeNull();
  });

  test("in any letters is the same one, and never more than one", () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.string(), (address, rest) => {
        const one = mailAddress(address);
        const twin = mailAddress(address.toUpperCase());
        if (one && twin) expect(twin.key).toBe(one.key);
        const odd = mailAddress(`${address}${rest}`);
        if (odd) expect(odd.address).not.toMatch(/[\s,;<>"\p{Cc}]|@.*@/u);
      }),
    );
  });
});

describe("a webhook's address", () => {
  const read = (given: string, allowPrivate = false) => webhookAddress(given, { allowPrivate });

  test("is https with a host's name; Slack's own is told apart", () => {
    expect(read("https://Hooks.example.com/a?b=c#d")).toMatchObject({
      medium: "webhook",
      address: "https://hooks.example.com/a?b=c",
    });
    expect(read("https://hooks.slack.com/services/T1/B1/x")).toMatchObject({ medium: "slack-webhook" });
    expect(read("https://hooks.slack.com.example.com/services/T1")).toMatchObject({ medium: "webhook" });
  });

  test.each([
    "http://example.com/",
    "https://user:secret@example.com/",
    "https://localhost/",
    "https://intranet/",
    "https://10.0.0.1/",
    "https://0x7f.1/",
    "https://[fd00::1]/",
    "ftp://example.com/",
    "javascript:alert(1)",
    "example.com",
    `https://example.com/${"x".repeat(2_000)}`,
  ])("%j is refused", (given) => {
    expect(read(given)).toBeNull();
  });

  test("may lie inside where that is allowed", () => {
    expect(read("http://127.0.0.1:8080/x", true)).toMatchObject({ medium: "webhook" });
    expect(read("ftp://127.0.0.1/x", true)).toBeNull();
  });
});

test("nobody learns an address from how it is shown", () => {
  fc.assert(
    fc.property(fc.emailAddress(), (address) => {
      const mail = mailAddress(address);
      if (!mail) return;
      const [local = ""] = mail.address.split("@");
      expect(masked(mail).split("@")[0]?.length).toBeLessThanOrEqual(3);
      if (local.length > 2) expect(masked(mail)).not.toContain(local);
    }),
  );
  expect(masked({ medium: "webhook", address: "https://hooks.example.com/secret/path?token=x" })).toBe(
    "hooks.example.com",
  );
});
