import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPrivateAddress, literalAddress } from "../../src/base/address.ts";

describe("private addresses", () => {
  test.each([
    "127.0.0.1",
    "127.255.255.255",
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "[::1]",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "64:ff9b::a00:1",
    "2001:db8::1",
    "2002:0a00:0001::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
  ])("%s lies inside", (address) => expect(isPrivateAddress(address)).toBe(true));

  test.each([
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "172.15.0.1",
    "172.32.0.1",
    "192.167.1.1",
    "::ffff:8.8.8.8",
    "2606:4700::1111",
    "2a00:1450::1",
  ])("%s is public", (address) => expect(isPrivateAddress(address)).toBe(false));

  test.each(["", "localhost", "10.0.0", "example.com", "10.0.0.1.nip.io"])(
    "%s is no address, so it is not trusted",
    (text) => expect(isPrivateAddress(text)).toBe(true),
  );

  test("an IPv4 address is judged alike in IPv6 clothes", () => {
    fc.assert(
      fc.property(fc.ipV4(), (ip) => {
        expect(isPrivateAddress(`::ffff:${ip}`)).toBe(isPrivateAddress(ip));
      }),
    );
  });
});

describe("the address that a URL names outright", () => {
  test.each([
    ["http://127.0.0.1:80/", "127.0.0.1"],
    ["http://2130706433/", "127.0.0.1"],
    ["http://0x7f.1/", "127.0.0.1"],
    ["http://0177.0.0.1/", "127.0.0.1"],
    ["http://[::1]/", "::1"],
    ["http://[::ffff:127.0.0.1]/", "::ffff:7f00:1"],
    ["http://example.com/", null],
    ["http://localhost/", null],
  ])("%s -> %s", (url, address) => expect(literalAddress(new URL(url))).toBe(address));
});
