import { randomBytes } from "node:crypto";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Secret } from "../base/secret.ts";
import type { Config } from "./config.ts";

/**
 * The token of the REST API: the configured one, or one that Sitrep makes for itself and keeps in the data folder, readable
 * by its own user alone (decisions.md 24). `file` is set when it lies in a file; that path may be printed, the token never.
 */
export async function apiToken({ server }: Config): Promise<{ token: Secret; file: string | null }> {
  if (server.apiToken) return { token: server.apiToken, file: null };
  const file = join(server.dataDir, "api-token");
  try {
    await writeFile(file, `${randomBytes(32).toString("base64url")}\n`, { flag: "wx", mode: 0o600 });
    await chmod(file, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const token = (await readFile(file, "utf8")).trim();
  if (token.length < 32) throw new Error(`${file} holds no token. Delete it, and a new one is made.`);
  return { token: new Secret(token), file };
}
