import { BlockList, isIP } from "node:net";

/*
 * Which addresses lie inside: this machine, its network, the cloud's own services, and what no server has. An address
 * that somebody else chose must never lead there (IANA's special-purpose registries, IPv4 and IPv6).
 */

// Two lists: one alone would hold every IPv4 address against the IPv6 networks, as ::ffff:a.b.c.d.
const inside4 = new BlockList();
const inside6 = new BlockList();

for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const) {
  inside4.addSubnet(network, bits, "ipv4");
}

// The whole of IPv6 but the global unicast block, and what is set apart within that: Teredo and its kin, documentation,
// 6to4 (it wraps an IPv4 address). NAT64 lies outside of it too.
for (const [network, bits] of [
  ["::", 3],
  ["4000::", 2],
  ["8000::", 1],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const) {
  inside6.addSubnet(network, bits, "ipv6");
}

/** An IPv4 address in IPv6 clothes: `::ffff:10.0.0.1`, as resolvers hand it out. */
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * True for an IP address that is not on the public internet, and for anything that is no IP address at all. Brackets
 * and a zone (`[fe80::1%eth0]`) are understood.
 */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  const ip = mapped.exec(bare)?.[1] ?? bare;
  const family = isIP(ip);
  if (family === 0) return true;
  return family === 4 ? inside4.check(ip, "ipv4") : inside6.check(ip, "ipv6");
}

/** The IP address that a URL names outright; null when it names a host, which only a look-up can judge. */
export function literalAddress(url: URL): string | null {
  const bare = url.hostname.replace(/^\[|\]$/g, "");
  return isIP(bare) === 0 ? null : bare;
}
