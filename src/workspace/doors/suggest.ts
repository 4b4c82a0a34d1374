import { text } from "../arguments.ts";
import { defineDoor, no } from "../door.ts";
import { elementsIn } from "../inputs.ts";
import { channelRef, interact, needInteractivity } from "../interactions.ts";
import { actor, channelFor } from "../people.ts";
import type { Kit } from "../things.ts";
import { findView } from "../views.ts";
import { messageAt } from "../world.ts";

/** A person types into a menu whose options the app suggests: `{ options }` or `{ option_groups }`, empty when it says nothing. */
export default defineDoor({
  method: "POST",
  path: "/suggest",
  async run({ world, body }) {
    needInteractivity(world);
    const who = actor(world, body);
    const view = body.view_id ? findView(world, ({ id }) => id === body.view_id)?.view : undefined;
    const channel = view ? null : channelFor(world, body.channel, who);
    const message = channel ? messageAt(world, channel.id, text(body, "ts") ?? "") : undefined;
    const found = elementsIn(view?.blocks ?? message?.blocks ?? []).find(
      ({ element }) => element.action_id === body.action_id,
    );
    if (!found) return no("no_such_element", `There is no menu "${String(body.action_id)}" here.`, 404);

    const { block, element } = found;
    const value = text(body, "value") ?? "";
    const least = typeof element.min_query_length === "number" ? element.min_query_length : 3;
    if ([...value].length < least) return { ok: true, options: [] };
    const place = view
      ? { container: { type: "view", view_id: view.id }, view }
      : {
          container: { type: "message", message_ts: body.ts, channel_id: channel?.id },
          channel: channel && channelRef(channel),
          message,
        };
    const payload = { action_id: element.action_id, block_id: block.block_id, value, ...place };
    const answer = await interact(world, { type: "block_suggestion", user: who, view: view?.id, payload });
    const suggested: Kit =
      answer.acked && answer.body !== null && typeof answer.body === "object" ? answer.body : { options: [] };
    const groups = (suggested.option_groups ?? []) as { options: Kit[] }[];
    const options = [...((suggested.options ?? []) as Kit[]), ...groups.flatMap((group) => group.options)];
    world.suggested.set(`${who.id}/${String(element.action_id)}`, options);
    return { ok: true, ...suggested };
  },
});
