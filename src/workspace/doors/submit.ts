import { viewProblems } from "../block-kit/view.ts";
import type { Answer } from "../delivery/courier.ts";
import { type Asked, defineDoor, no } from "../door.ts";
import { filledIn } from "../filled-in.ts";
import { clientErrors, elementsIn } from "../inputs.ts";
import { ackError, interact, needInteractivity, responseUrl } from "../interactions.ts";
import { actor } from "../people.ts";
import { SlackRefusal } from "../refusal.ts";
import type { Kit, User, View } from "../things.ts";
import { closeModals, findView, modalsOf, pushModal, updateModal } from "../views.ts";
import { watch } from "../watch.ts";
import type { World } from "../world.ts";

/**
 * A person fills in a modal and submits it. `values` by `block_id` or label; what is not named keeps what stands there.
 * `force: true` sends what Slack's own client would not let out (an empty required field).
 */
export default defineDoor({
  method: "POST",
  path: "/submit",
  async run({ world, body }: Asked) {
    needInteractivity(world);
    const who = actor(world, body);
    const view = modalsOf(world, who.id).find(({ id }) => id === body.view_id);
    if (!view) return no("view_not_found", `${who.name} has no open view ${String(body.view_id)}.`, 404);
    if (modalsOf(world, who.id).at(-1) !== view) no("view_is_covered", "Another view lies on top of this one.");

    view.state = { values: filledIn(world, who, view.blocks, view.state.values, body.values) };
    const objections = body.force === true ? {} : clientErrors(view.blocks, view.state.values);
    if (Object.keys(objections).length > 0) return { ok: false, error: "invalid_form", errors: objections };

    const watching = watch(world, who.id, null);
    const payload = { view, response_urls: responseUrls(world, who, view) };
    const answer = await interact(world, { type: "view_submission", user: who, view: view.id, payload });
    const errors = answer.acked ? react(world, who, view, answer) : failed(world, who, answer);
    if (errors) {
      watching.stop();
      return { ok: false, error: "invalid_form", errors };
    }
    return { ok: true, ...(await watching.settled()) };
  },
});

/** One for each conversation or channel menu that asks for it with `response_url_enabled`. */
function responseUrls(world: World, who: User, view: View): Kit[] {
  return elementsIn(view.blocks).flatMap(({ block, element }) => {
    if (element.response_url_enabled !== true) return [];
    const state = view.state.values[String(block.block_id)]?.[String(element.action_id)];
    const channel_id = state?.selected_conversation ?? state?.selected_channel;
    if (typeof channel_id !== "string") return [];
    const response_url = responseUrl(world, { user: who.id, channel: channel_id, message: null });
    return [{ block_id: block.block_id, action_id: element.action_id, channel_id, response_url }];
  });
}

/** Does what the ack says with the form. Answers the errors it shows, if any. */
function react(world: World, who: User, view: View, { body }: Extract<Answer, { acked: true }>): Kit | null {
  // The app may have changed the form or closed it by other calls before it acknowledged.
  const current = findView(world, ({ id }) => id === view.id)?.view;
  if (body === null || typeof body === "string") {
    if (current) closeModals(world, who.id, [current]);
    return null;
  }
  switch (body.response_action) {
    case "errors":
      return shownErrors(view, body.errors) ?? badAnswer(world, who, "the errors name no input of this form");
    case "clear":
      closeModals(world, who.id, modalsOf(world, who.id));
      return null;
    case "update":
    case "push":
      return showNext(world, who, current ?? view, body);
    default:
      return badAnswer(world, who, `response_action "${String(body.response_action)}" does not exist`);
  }
}

function showNext(world: World, who: User, view: View, { response_action, view: next }: Kit): null {
  const problems = viewProblems(next, "modal");
  if (problems.length > 0) return badAnswer(world, who, problems.join("; "));
  try {
    if (response_action === "push") pushModal(world, who.id, next as Kit);
    else updateModal(world, who.id, view, next as Kit);
    return null;
  } catch (error) {
    if (error instanceof SlackRefusal) return badAnswer(world, who, error.code);
    throw error;
  }
}

function shownErrors(view: View, given: unknown): Kit | null {
  if (typeof given !== "object" || given === null) return null;
  const inputs = new Set(view.blocks.filter(({ type }) => type === "input").map(({ block_id }) => block_id));
  const names = Object.keys(given);
  return names.length > 0 && names.every((name) => inputs.has(name)) ? (given as Kit) : null;
}

/** Slack shows its own error when the app's answer makes no sense, and the form stays open. */
function badAnswer(world: World, who: User, why: string): never {
  const text = "We had some trouble connecting. Try again?";
  world.stream.publish({ type: "notice", user: who.id, channel: null, error: "invalid_ack", text });
  return no("invalid_ack", `${text} (The app's answer to the form is not valid: ${why}.)`, 424);
}

function failed(world: World, who: User, answer: Extract<Answer, { acked: false }>): never {
  const error = ackError(answer);
  const text = "We had some trouble connecting. Try again?";
  world.stream.publish({ type: "notice", user: who.id, channel: null, error, text });
  return no(error, text, 424);
}
