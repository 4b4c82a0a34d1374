import { sitrep } from "../../domain/actor.ts";
import type { EventOf } from "../../domain/events.ts";
import { incidentByChannel } from "../../store/incidents.ts";
import { toSlack } from "../../text/blocks.ts";
import type { Request } from "../request.ts";
import { saidIn } from "../result.ts";
import { markedKey, note, ran } from "./capture.ts";
import { type Desk, receivedIn } from "./desk.ts";
import { showHome } from "./home.ts";
import { plainWords } from "./plain-words.ts";
import { show } from "./show.ts";

/** Emoji that put a message on the timeline, and those that take it as a command that was run. */
const notes = ["pushpin", "round_pushpin", "memo", "pencil"];
const commands = ["keyboard"];

type Change = EventOf<"incident.channel-changed">["change"];

const changes: Record<string, Change> = {
  archive: "archived",
  unarchive: "unarchived",
  deleted: "deleted",
  left: "bot-removed",
};

/** What happens in channels, and who speaks to us. `me` is our own user id, once Slack has told it. */
export function listenToEvents(desk: Desk, me: () => string | null): void {
  const { app, router, people, web, store, log } = desk;

  app.event("app_home_opened", async ({ event }) => {
    if (event.tab === "home") await showHome(event.user, desk);
  });

  app.event("app_mention", async ({ event, context }) => {
    if (!event.user) return;
    const { key } = receivedIn(context);
    const actor = await people.actor(event.user);
    const words = plainWords(event.text.replace(/^\s*<@[UW][^>]*>[\s:,]*/, ""));
    const from = { actor, channel: event.channel, door: "slack mention", key, forms: true };
    const ear = { user: event.user, channel: event.channel, responseUrl: null, thread: event.thread_ts ?? null };
    await show(await router.say(words, from), ear, null, desk);
  });

  app.event("reaction_added", async ({ event }) => {
    const { item, reaction, user } = event;
    if (item.type !== "message" || user === me()) return;
    const name = reaction.split("::")[0] ?? "";
    const isNote = notes.includes(name);
    if (isNote || commands.includes(name)) await capture(user, item.channel, item.ts, isNote ? "note" : "ran");
  });

  app.event("pin_added", async ({ event }) => {
    const {
      user,
      channel_id: channel,
      item,
    } = event as unknown as { user: string; channel_id: string; item?: { message?: { ts?: string } } };
    const ts = item?.message?.ts;
    if (ts && user !== me()) await capture(user, channel, ts, "note");
  });

  /** Puts a message on its incident's timeline, once, whoever else marks it later. Quiet, unless there is a reason to speak. */
  async function capture(user: string, channel: string, ts: string, as: "note" | "ran"): Promise<void> {
    if (!(await incidentByChannel(store.read, channel))) return;
    const said = await web.message(channel, ts);
    if (!said || said.user === me()) return;
    const actor = await people.actor(user);
    const request: Request = as === "note" ? await note(said, actor, desk) : ran(said);
    const from = { actor, channel, door: "slack emoji", key: markedKey(channel, ts, as), forms: false };
    const result = await router.run(request, from);
    const card = result.kind === "answer" ? null : saidIn(result);
    if (card) await web.tell({ user, channel, responseUrl: null }, toSlack(card));
  }

  async function changed(channel: string, change: Change, key: string | undefined, name?: string): Promise<void> {
    const incident = await incidentByChannel(store.read, channel);
    if (!incident) return;
    await desk.engine.handle(
      { type: "incident.channel-changed", incident: incident.id, by: sitrep, change, name },
      { key, door: "slack event" },
    );
  }

  app.event(/^(channel|group)_(archive|unarchive|deleted|left)$/, async ({ event, context }) => {
    const { type, channel } = event as unknown as { type: string; channel: string };
    const change = changes[type.slice(type.indexOf("_") + 1)];
    if (change) await changed(channel, change, receivedIn(context).key);
  });

  app.event(/^(channel|group)_rename$/, async ({ event, context }) => {
    const { channel } = event as unknown as { channel: { id: string; name: string } };
    await changed(channel.id, "renamed", receivedIn(context).key, channel.name);
  });

  // Who unarchives a channel has to invite us again: only then can we speak there. Others are asked for their names, by which
  // the timeline calls them.
  app.event("member_joined_channel", async ({ event, context }) => {
    if (event.user === me()) await changed(event.channel, "unarchived", receivedIn(context).key);
    else if (await incidentByChannel(store.read, event.channel)) await people.actor(event.user);
  });

  app.event("app_uninstalled", async () =>
    log.error({}, "the slack app was uninstalled; install it again to go on in slack"),
  );
  app.event("tokens_revoked", async () =>
    log.error({}, "slack revoked our token; reinstall the app and set SLACK_BOT_TOKEN"),
  );
}
