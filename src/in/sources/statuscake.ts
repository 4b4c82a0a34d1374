import { createHash } from "node:crypto";
import type { Secret } from "../../base/secret.ts";
import type { Signal } from "../../domain/events.ts";
import { identityOf, labelsOf, linksOf, text, titleOf } from "../foreign.ts";
import { type Members, objectWith } from "../shape.ts";
import { sameDigest } from "../signature.ts";
import { defineSource, type Reading, type Received } from "../source.ts";

/**
 * StatusCake's webhook of a contact group: a form, or a query, with the test's state and a token that never changes. The token
 * is no signature: who has seen one message can write others.
 */
export default defineSource<Members>({
  name: "statuscake",
  methods: ["GET"],
  provesQuery: true,
  verify: showsToken,
  body: objectWith("Status"),
  signals: (body, reading) => [signalOf(body, reading)],
});

function signalOf(body: Members, reading: Reading): Signal {
  const url = text(body.URL);
  const code = text(body.StatusCode);
  const { TestID, Name, URL, StatusCode, Method, IP, Tags, Checkrate } = body;
  return {
    source: "statuscake",
    identity: identityOf(reading.prefix, text(TestID) ?? url ?? reading.unique()),
    status: /^up$/i.test(text(body.Status) ?? "") ? "resolved" : "firing",
    title: titleOf(text(Name) ?? url) || "A test without a name",
    description: code === null ? null : `Status code ${code}`,
    severityHint: null,
    labels: labelsOf({ TestID, Name, URL, StatusCode, Method, IP, Tags, Checkrate }),
    groupKey: null,
    startedAt: null,
    runbookUrl: null,
    links: linksOf({ Monitored: url }),
  };
}

/**
 * True when the `Token` of the form or query is the one of a secret. StatusCake makes it from the user name and the API key, so a secret
 * is `user|key`, or the token as it is.
 */
function showsToken({ raw, query }: Received, secrets: readonly Secret[]): boolean {
  const token = raw.length === 0 ? query.get("Token") : tokenIn(raw.toString("utf8"));
  if (token === null) return false;
  let shown = false;
  for (const secret of secrets) {
    const own = secret.reveal();
    const made = createHash("md5").update(own.replace("|", "")).digest("hex");
    shown = sameDigest(token.toLowerCase(), made) || sameDigest(token, own) || shown;
  }
  return shown;
}

function tokenIn(body: string): string | null {
  if (!body.trimStart().startsWith("{")) return new URLSearchParams(body).get("Token");
  try {
    return text((JSON.parse(body) as Members).Token);
  } catch {
    return null;
  }
}
