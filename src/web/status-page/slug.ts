import { createHash } from "node:crypto";

/** A component's part of an address: `Gateway (OpenAI shape)` -> `gateway-openai-shape`. Two names never share one. */
export function slugs(names: readonly string[]): Map<string, string> {
  const taken = new Set<string>();
  return new Map(
    names.map((name) => {
      const plain = plainly(name);
      const slug = plain === "" || taken.has(plain) ? [plain, idOf(name)].filter(Boolean).join("-") : plain;
      taken.add(slug);
      return [name, slug];
    }),
  );
}

/** An id for what has only a name: the same name is the same id, here and after a restart. */
export function idOf(name: string): string {
  return createHash("sha256").update(name).digest("base64url").replace(/[-_]/g, "").toLowerCase().slice(0, 12);
}

/** What an address can hold of a name; nothing of one that is written in other letters. */
function plainly(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60);
}
