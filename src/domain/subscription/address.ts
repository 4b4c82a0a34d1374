import { literalAddress } from "../../base/address.ts";
import type { Medium } from "./state.ts";

/** An address as it is kept, and what makes two the same. */
export interface Address {
  medium: Medium;
  address: string;
  key: string;
}

/** RFC 5321: the longest address that can be sent to. */
const longestMail = 254;
const longestUrl = 2_000;

/**
 * Reads a mail address. One that needs quotes or comments is not taken: no list of such, and nothing that could be read as
 * two addresses, ever reaches a mail server.
 */
export function mailAddress(given: string): Address | null {
  const address = given.trim().normalize("NFC");
  const [, local, host] =
    /^([^\s@<>()[\],;:\\"\p{Cc}]{1,64})@([^\s@<>()[\],;:\\"/\p{Cc}]{1,253})$/u.exec(address) ?? [];
  if (local === undefined || host === undefined || address.length > longestMail) return null;
  const right = /^(?!-)[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.[\p{L}]{2,}$/u.test(host) && !/^\.|\.\.|\.$/.test(local);
  if (!right) return null;
  const kept = `${local}@${host.toLowerCase()}`;
  return { medium: "email", address: kept, key: `email:${kept.toLowerCase()}` };
}

/** Reads the address of a webhook: https with a host's name, unless addresses inside are allowed. */
export function webhookAddress(given: string, { allowPrivate }: { allowPrivate: boolean }): Address | null {
  const url = URL.parse(given.trim());
  if (!url || url.href.length > longestUrl || url.username !== "" || url.password !== "") return null;
  if (url.protocol !== "https:" && !(allowPrivate && url.protocol === "http:")) return null;
  if (!allowPrivate && (literalAddress(url) !== null || !url.hostname.includes("."))) return null;
  url.hash = "";
  const medium = url.hostname === "hooks.slack.com" ? "slack-webhook" : "webhook";
  return { medium, address: url.href, key: `webhook:${url.href}` };
}

/** A channel of our own Slack. */
export function channelAddress(channel: string): Address {
  return { medium: "channel", address: channel, key: `channel:${channel}` };
}

/** An address so that its owner knows it again and nobody else learns it: `a…@example.com`, `hooks.example.com`. */
export function masked({ medium, address }: Pick<Address, "medium" | "address">): string {
  if (medium === "email") return address.replace(/^(.).*@/u, "$1…@");
  return medium === "channel" ? address : new URL(address).host;
}
