import { setTimeout as pause } from "node:timers/promises";
import type { BlockAction, ViewSubmitAction } from "@slack/bolt";
import { toSlack } from "../../text/blocks.ts";
import type { Asked, FieldProblem } from "../command.ts";
import type { From, Request } from "../request.ts";
import { type Result, saidIn } from "../result.ts";
import { type Desk, receivedIn } from "./desk.ts";
import { carriedIn, typedIn } from "./filled.ts";
import type { Inbox } from "./inbox.ts";
import { show } from "./show.ts";
import { type Carried, formPrefix, refreshPrefix, toView } from "./view.ts";

/** What is wrong can only be said in the acknowledgement, for which Slack waits 3 s of real time. */
const answerWithinMs = 2_200;
/** Real time between two refreshes of a form that somebody types in. */
const refreshAfterMs = 250;

/** Of so many forms it is remembered that they were wrong as they stood. */
const mostRefused = 200;

/** Forms that were sent, and forms that somebody is still filling in. */
export function listenToForms(desk: Desk, inbox: Pick<Inbox, "forget">): void {
  const { app, router, web, people } = desk;
  const callback = new RegExp(`^${formPrefix}`);

  const waiting = new Map<string, BlockAction>();
  /** What stood in forms that were sent and are wrong: a refresh with the same words would wipe away what is said of them. */
  const refused = new Map<string, string>();
  app.view<ViewSubmitAction>(
    { callback_id: callback, type: "view_submission" },
    async ({ ack, body, view, context }) => {
      waiting.delete(view.id);
      const carried = carriedIn(view.private_metadata);
      if (!carried) return ack();
      const { key, replayed } = receivedIn(context);
      const actor = await people.actor(body.user.id, body.user.name);
      const { request, from } = asked(carried, view.state.values, { actor, key });
      const ear = { user: body.user.id, channel: carried.channel, responseUrl: carried.responseUrl };

      const running = router.run(request, from);
      const result = replayed ? await running : await Promise.race([running, pause(answerWithinMs, null)]);
      if (result === null) {
        await ack({ response_action: "clear" });
        await show(await running, ear, null, desk);
        return;
      }
      const errors = replayed ? null : errorsIn(result, view.blocks);
      if (errors) {
        refused.set(view.id, JSON.stringify(view.state.values));
        const [oldest] = refused.size > mostRefused ? refused.keys() : [];
        if (oldest !== undefined) refused.delete(oldest);
        await ack({ response_action: "errors", errors });
        await inbox.forget(key);
        return;
      }
      await ack({ response_action: "clear" });
      const card = saidIn(result);
      if (card) await web.tell(ear, toSlack(card));
    },
  );

  app.action<BlockAction>(new RegExp(`^${refreshPrefix}`), async ({ ack, body }) => {
    await ack();
    const { view } = body;
    if (!view) return;
    const isTyped = body.actions.some(({ type }) => type !== "button");
    if (isTyped && refused.get(view.id) === JSON.stringify(view.state.values)) return;
    refused.delete(view.id);
    const isWaiting = waiting.has(view.id);
    waiting.set(view.id, body);
    if (isWaiting) return;
    await pause(refreshAfterMs);
    const newest = waiting.get(view.id);
    waiting.delete(view.id);
    // None: it was sent meanwhile.
    if (newest) await refresh(newest, desk);
  });
}

/** Shows the form anew with what stands in it now: other fields for another stage, and the text as it would read. */
async function refresh(body: BlockAction, { router, web, people }: Desk): Promise<void> {
  const { view } = body;
  const carried = view && carriedIn(view.private_metadata);
  if (!view || !carried) return;
  const actor = await people.actor(body.user.id, body.user.username || null);
  const { request, from } = asked(carried, view.state.values, { actor, key: undefined });
  const result = await router.form(request, from, false);
  if (result.kind === "form") await web.updateForm(view.id, view.hash ?? null, toView(result.sheet, carried));
}

function asked(
  carried: Carried,
  values: unknown,
  { actor, key }: Pick<Asked, "actor"> & { key: string | undefined },
): { request: Request; from: From } {
  const { verb, incident, kept, channel } = carried;
  return {
    request: { verb, incident: incident === null ? null : { id: incident }, typed: { ...kept, ...typedIn(values) } },
    from: { actor, channel, door: "slack form", key, forms: true, filled: true },
  };
}

/** What is wrong, at the fields that are shown; the rest at the first of them. Null when nothing is. */
function errorsIn(result: Result, blocks: { type: string; block_id?: string }[]): Record<string, string> | null {
  if (result.kind !== "problems" && result.kind !== "refused") return null;
  const shown = blocks.filter(({ type }) => type === "input").map(({ block_id = "" }) => block_id);
  const [first] = shown;
  if (first === undefined) return null;
  const errors: Record<string, string> = {};
  for (const { field, message } of result.problems as FieldProblem[]) {
    const at = field !== null && shown.includes(field) ? field : first;
    const said = (at === field || field === null ? message : `${field}: ${message}`).replaceAll("`", "");
    errors[at] = errors[at] ? `${errors[at]} ${said}` : said;
  }
  return Object.keys(errors).length > 0 ? errors : null;
}
