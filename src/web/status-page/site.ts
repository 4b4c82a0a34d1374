import { hash } from "node:crypto";
import type { Instant } from "../../base/clock.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Notice } from "../../domain/publishing/notice.ts";
import { type Dress, dressOf } from "./dress.ts";

/** What an operator makes of the page. */
export interface Branding {
  /** The name of what the page is about. */
  name: string;
  /** A sentence under it; null = none. */
  about: string | null;
  /** Colours of links and of the line at the top, as `#rrggbb`, by scheme; null = ours. */
  colours: { accent: string | null; accentDark: string | null };
  /** Where else readers may want to go. */
  links: readonly { text: string; url: string }[];
  /** Stands in the place of the name, in the light and in the dark scheme; null = none. */
  logo: Picture | null;
  logoDark: Picture | null;
}

/** A picture to serve as it is. */
export interface Picture {
  type: "image/svg+xml" | "image/png" | "image/webp";
  bytes: Buffer;
}

/** The page as a whole: everything about it that does not change while it is served. */
export interface Site {
  name: string;
  /** Where the page is reached from outside, without a slash at its end. */
  url: string;
  /** Since when it has been served: what stands for the last change where there was none yet. */
  since: Instant;
  branding: Branding;
  dress: Dress;
  policy: Policy;
  /** Set on a copy that is kept elsewhere: where the page itself is. */
  copyOf?: string | undefined;
}

/** A page without anything of an operator's own but its name. */
export function plainBranding(name: string): Branding {
  return { name, about: null, colours: { accent: null, accentDark: null }, links: [], logo: null, logoDark: null };
}

export function siteOf({
  branding,
  url,
  since,
  policy,
}: {
  branding: Branding;
  url: string;
  since: Instant;
  policy: Policy;
}): Site {
  return { name: branding.name, url, since, branding, dress: dressOf(branding.colours), policy };
}

/** What every address on the page begins with: the path below which it is reached, without a slash at its end. */
export function baseOf({ url }: Pick<Site, "url">): string {
  return (URL.parse(url)?.pathname ?? "").replace(/\/+$/, "");
}

/** Where a notice has its page, below the base. */
export function pathOf({ kind, id }: Pick<Notice, "kind" | "id">): string {
  return kind === "incident" ? `/incidents/${id}` : `/maintenance/${id}`;
}

/** Where a picture of the operator's is served: its name changes with what is in it, so that it may be kept. */
export function pictureName(name: "logo" | "logo-dark", { type, bytes }: Picture): string {
  const end = { "image/svg+xml": "svg", "image/png": "png", "image/webp": "webp" }[type];
  return `/${name}.${hash("sha256", bytes, "hex").slice(0, 8)}.${end}`;
}
