import { resolve } from "node:path";
import { z } from "zod";
import type { Secret } from "../base/secret.ts";
import type { Path } from "./environment.ts";
import * as is from "./scalars.ts";

/*
 * `status_page.copies`: where else the page is kept, as static files, so that it survives our own outage.
 * docs/static-export.md explains it.
 */

const hour = 60 * 60_000;

const folder = z.strictObject({
  to: z.literal("folder"),
  path: is.text,
  url: is.webAddress.optional(),
  refresh: is.elapsed.default(hour),
});

const prefix = is.text
  .refine((given) => /^[\w.-]+(\/[\w.-]+)*\/?$/.test(given), { error: "It must be a path like status or acme/status." })
  .transform((given) => `${given.replace(/\/$/, "")}/`);

const bucket = z.strictObject({
  to: z.literal("s3"),
  endpoint: is.webAddress,
  bucket: is.text.refine((given) => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(given), {
    error: "It must be the name of a bucket: 3 to 63 small letters, figures, dots and dashes.",
  }),
  region: is.text.default("us-east-1"),
  prefix: prefix.default(""),
  access_key_id: is.text,
  secret_access_key: is.secret,
  url: is.webAddress.optional(),
  refresh: is.elapsed.default(hour),
});

const branch = z.strictObject({
  to: z.literal("git"),
  repository: is.text.refine((given) => !given.startsWith("-") && !/^ext::/.test(given), {
    error: "It must be an address that git takes, like git@example.com:acme/status.git.",
  }),
  branch: is.text
    .refine((given) => /^[\w][\w./-]*$/.test(given) && !given.includes(".."), {
      error: "It must be the name of a branch, like gh-pages.",
    })
    .default("gh-pages"),
  token: is.secret.optional(),
  author: is.text
    .refine((given) => /^[^<>\n]+<[^<>\s]+@[^<>\s]+>$/.test(given), {
      error: "It must be a name and an address: Sitrep <sitrep@example.com>.",
    })
    .default("Sitrep <sitrep@localhost.invalid>"),
  url: is.webAddress.optional(),
  refresh: is.elapsed.default(24 * hour),
});

/** The settings under `status_page.copies`. */
export const copies = z
  .array(
    z.discriminatedUnion("to", [folder, bucket, branch], {
      error: "It must say where the copy goes: to: folder, to: s3 or to: git.",
    }),
    { error: "It must be a list of copies, each beginning with a dash." },
  )
  .default([]);

/** A copy of the page, as it is wanted. `url` is where the public finds it; null = links lead to the page itself. */
export type CopySettings = { url: string | null; refreshMs: number } & (
  | { to: "folder"; path: string }
  | {
      to: "s3";
      endpoint: string;
      bucket: string;
      region: string;
      prefix: string;
      accessKeyId: string;
      secretAccessKey: Secret;
    }
  | { to: "git"; repository: string; branch: string; token: Secret | null; author: { name: string; email: string } }
);

export function copiesOf(given: z.infer<typeof copies>, folderOf: (path: Path) => string): CopySettings[] {
  return given.map((copy, index): CopySettings => {
    const common = { url: copy.url ?? null, refreshMs: copy.refresh };
    if (copy.to === "folder") {
      const path = resolve(folderOf(["status_page", "copies", index, "path"]), copy.path);
      return { ...common, to: "folder", path };
    }
    if (copy.to === "s3") {
      const { endpoint, bucket: name, region, access_key_id, secret_access_key } = copy;
      return {
        ...common,
        to: "s3",
        endpoint,
        bucket: name,
        region,
        prefix: copy.prefix,
        accessKeyId: access_key_id,
        secretAccessKey: secret_access_key,
      };
    }
    const [, name = "", email = ""] = /^(.*?)\s*<(.*)>$/.exec(copy.author) ?? [];
    const { repository, branch: of, token } = copy;
    return { ...common, to: "git", repository, branch: of, token: token ?? null, author: { name, email } };
  });
}
