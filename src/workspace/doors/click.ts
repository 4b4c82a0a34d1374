import { text } from "../arguments.ts";
import { type Asked, defineDoor, no } from "../door.ts";
import { choose, filledIn } from "../filled-in.ts";
import { elementsIn, type Found } from "../inputs.ts";
import { ackError, actionTs, channelRef, interact, needInteractivity, responseUrl } from "../interactions.ts";
import { actor, channelFor } from "../people.ts";
import { messageShape } from "../shapes.ts";
import type { Channel, Kit, Message, User, View } from "../things.ts";
import { findView, modalsOf } from "../views.ts";
import { watch } from "../watch.ts";
import { messageAt, type World } from "../world.ts";

/** What was clicked on, as the payload tells it. */
interface Surface {
  blocks: Kit[];
  channel: Channel | null;
  view: View | null;
  payload: (found: Found, value: Kit) => Kit;
}

/**
 * A person uses a button, a menu or a date picker, in a message, a modal or their Home tab. `values` = what they have put
 * into the inputs around it so far.
 */
export default defineDoor({
  method: "POST",
  path: "/click",
  async run({ world, body }: Asked) {
    needInteractivity(world);
    const who = actor(world, body);
    const surface = body.view_id ? viewSurface(world, who, body) : messageSurface(world, who, body);
    const { block, element } = find(surface.blocks, body);
    const isButton = element.type === "button" || element.type === "workflow_button";
    const value: Kit = isButton ? buttonFields(element) : choose(world, who, element, body.value);

    const watching = watch(world, who.id, surface.channel?.id ?? null);
    const action = {
      ...value,
      type: element.type,
      action_id: element.action_id,
      block_id: block.block_id,
      action_ts: actionTs(world),
    };
    const payload = { ...surface.payload({ block, element }, value), actions: [action] };
    const answer = await interact(world, { type: "block_actions", user: who, view: surface.view?.id, payload });
    if (!answer.acked) {
      watching.stop();
      const error = ackError(answer);
      const detail = "This app did not respond in time. Nothing may have happened.";
      world.stream.publish({ type: "notice", user: who.id, channel: surface.channel?.id ?? null, error, text: detail });
      return no(error, detail, 424);
    }
    return { ok: true, ...(await watching.settled()) };
  },
});

function buttonFields({ text: label, value, style }: Kit): Kit {
  return { text: label, ...(value === undefined ? {} : { value }), ...(style === undefined ? {} : { style }) };
}

/** By `action_id`, or by what the button reads; `block_id` or an option's value tell twins apart. */
function find(blocks: Kit[], { action_id, block_id, value }: Kit): Found {
  const all = elementsIn(blocks);
  const reads = ({ element }: Found) => (element.text as Kit | undefined)?.text;
  const byId = all.filter(({ element }) => element.action_id === action_id);
  const fitting = (byId.length > 0 ? byId : all.filter((found) => reads(found) === action_id)).filter(
    ({ block }) => block_id === undefined || block.block_id === block_id,
  );
  const exact = fitting.find(({ element }) => value !== undefined && element.value === value);
  const known = all.map(({ element }) => String(element.action_id)).join(", ");
  return (
    exact ??
    fitting[0] ??
    no("no_such_element", `There is no "${String(action_id)}" here to click. There is: ${known || "nothing"}.`, 404)
  );
}

function viewSurface(world: World, who: User, body: Kit): Surface {
  const found = findView(world, ({ id }) => id === body.view_id);
  if (found?.user !== who.id) return no("view_not_found", `${who.name} has no open view ${String(body.view_id)}.`, 404);
  const { view } = found;
  if (view.type === "modal" && modalsOf(world, who.id).at(-1) !== view)
    no("view_is_covered", "Another view lies on top of this one.");
  return {
    blocks: view.blocks,
    channel: null,
    view,
    payload: ({ block, element }, value) => {
      if (element.type !== "button") remember(view.state.values, block, element, value);
      view.state = { values: filledIn(world, who, view.blocks, view.state.values, body.values) };
      return { container: { type: "view", view_id: view.id }, view, state: view.state };
    },
  };
}

function messageSurface(world: World, who: User, body: Kit): Surface {
  const channel = channelFor(world, body.channel, who);
  const ts = text(body, "ts") ?? no("message_not_found", "Which message? `ts` is missing.");
  const own = (world.ephemerals.get(channel.id) ?? []).find(
    ({ user, message }) => user === who.id && message.ts === ts,
  )?.message;
  const message: Message =
    own ??
    messageAt(world, channel.id, ts) ??
    no("message_not_found", `There is no message ${ts} in #${channel.name}.`, 404);
  const blocks = [
    ...(message.blocks ?? []),
    ...(message.attachments ?? []).flatMap(({ blocks: more }) => (more ?? []) as Kit[]),
  ];
  const is_ephemeral = own !== undefined;
  const key = `${channel.id}/${ts}/${who.id}`;

  return {
    blocks,
    channel,
    view: null,
    payload: ({ block, element }, value) => {
      const typed = world.choices.get(key) ?? {};
      if (element.type !== "button" && element.type !== "overflow") remember(typed, block, element, value);
      world.choices.set(key, typed);
      const place = { message_ts: ts, channel_id: channel.id, is_ephemeral };
      return {
        container: { type: "message", ...place, ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}) },
        channel: channelRef(channel),
        // Slack sends no content of an ephemeral message along, for it keeps none.
        ...(is_ephemeral ? {} : { message: messageShape(world, channel, message, false) }),
        state: { values: filledIn(world, who, blocks, typed, body.values) },
        response_url: responseUrl(world, {
          user: who.id,
          channel: channel.id,
          message: { ts, ephemeral: is_ephemeral },
        }),
      };
    },
  };
}

function remember(values: Record<string, Record<string, Kit>>, block: Kit, element: Kit, value: Kit): void {
  const blockId = String(block.block_id);
  values[blockId] = { ...values[blockId], [String(element.action_id)]: value };
}
