import { createHash } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import { answerInbox, decideInbox, forgetInbox, inboxBody, recordInbox } from "../../store/inbox.ts";
import type { Store } from "../../store/store.ts";
import { problem, type Reply } from "./problem.ts";

const kept = z.object({ fingerprint: z.string() });
const answered = z.object({
  status: z.number(),
  body: z.unknown(),
  headers: z.record(z.string(), z.string()).optional(),
});

/** What a key may look like: letters that travel well, and no novel. */
const keyShape = /^[\x21-\x7e]{1,255}$/;

/**
 * Does what a request asks once per `Idempotency-Key`: the same key with the same request gets the same answer again, and
 * with another request it is refused. What was refused is forgotten, so that it may be tried again. `run` gets the key of
 * the decision, under which the engine decides once even if this process dies before it has answered.
 */
export async function once(
  asked: { key: string | undefined; request: string; store: Store; clock: Clock },
  run: (decisionKey: string | undefined) => Promise<Reply>,
): Promise<Reply> {
  const { store, clock } = asked;
  if (asked.key === undefined) return run(undefined);
  if (!keyShape.test(asked.key)) {
    return problem(
      400,
      "Idempotency-Key cannot be read",
      "It has to be 1 to 255 printable ASCII characters without spaces.",
    );
  }
  const key = `rest/${asked.key}`;
  const fingerprint = createHash("sha256").update(asked.request).digest("base64url");
  const incoming = { key, source: "rest", body: { fingerprint }, receivedAt: clock.now() };
  const { seen, body } = await store.transact(async (tx) => {
    const known = await recordInbox(tx, incoming);
    return { seen: known, body: known === null ? null : await inboxBody(tx, key) };
  });
  if (seen !== null) {
    if (kept.safeParse(body).data?.fingerprint !== fingerprint) {
      return problem(
        422,
        "Idempotency-Key was used before",
        "This Idempotency-Key belongs to another request. Take a new one.",
      );
    }
    const answer = answered.safeParse(seen.answer);
    if (answer.success) return answer.data;
  }
  const decisionKey = `${key}/decision`;
  const reply = await run(decisionKey);
  await store.transact(async (tx) => {
    if (reply.status >= 400) {
      await forgetInbox(tx, key);
      await forgetInbox(tx, decisionKey);
      return;
    }
    await decideInbox(tx, key, reply);
    await answerInbox(tx, key);
  });
  return reply;
}
