import { z } from "zod";
import type { HttpAnswer } from "../base/http.ts";
import type { Secret } from "../base/secret.ts";
import { endingOf, jsonOf } from "./ending.ts";
import { type Asking, troubleWith, type Work } from "./provider.ts";

/* GitHub's REST interface, as far as providers need it (contracts: status providers 8 and 11). */

/** What a call is made with. */
export interface GitHubAccess {
  repository: string;
  token: Secret;
  api: string;
}

/** `owner/name`. */
export const repository = z
  .string()
  .regex(/^[\w.-]+\/[\w.-]+$/, { error: "It must be a repository like acme/status." });

/**
 * Makes a call below the repository. Answers what is 2xx or named in `also`. GitHub says with 403, too, that a limit is
 * reached; then it is tried again when it says.
 */
export async function github(
  access: GitHubAccess,
  { call, clock }: Work<unknown>,
  asking: Asking,
  also: readonly number[] = [],
): Promise<HttpAnswer> {
  const { api, repository: name, token } = access;
  const path = `${api}/repos/${name}${asking.path}`;
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${token.reveal()}`,
    "x-github-api-version": "2022-11-28",
  };
  const answer = await call({ ...asking, path, headers }, [...also, 403]);
  if (answer.status !== 403 || also.includes(403)) return answer;
  const isLimit = answer.headers["retry-after"] !== undefined || answer.headers["x-ratelimit-remaining"] === "0";
  const said = z.object({ message: z.string() }).safeParse(jsonOf(answer.text)).data?.message ?? "";
  const masked = said.replaceAll(token.reveal(), "•••");
  const isSecondary = isLimit || /rate limit|abuse/i.test(said);
  throw troubleWith(endingOf(isSecondary ? { ...answer, status: 429 } : answer, "GitHub", masked, clock.now()));
}
