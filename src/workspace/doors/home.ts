import { openDirect } from "../channels.ts";
import { defineDoor, no } from "../door.ts";
import { actor } from "../people.ts";
import { tsOf } from "../things.ts";
import { watch } from "../watch.ts";
import { botUser } from "../world.ts";

/** A person opens the app's Home tab (or its Messages tab: `tab: "messages"`). */
export default defineDoor({
  method: "POST",
  path: "/home",
  async run({ world, body }) {
    const who = actor(world, body);
    const tab = body.tab === "messages" ? "messages" : "home";
    // A tab that the manifest turns off cannot be opened.
    const { home_tab_enabled, messages_tab_enabled } = world.manifest.features?.app_home ?? {};
    if (!(tab === "home" ? home_tab_enabled : messages_tab_enabled)) no("not_enabled", `The app has no ${tab} tab.`);
    const { channel } = openDirect(world, [botUser(world), who]);
    const watching = watch(world, who.id, channel.id);
    const view = world.homes.get(who.id);
    const event_ts = tsOf(world.clock.now() * 1_000);
    const event = { type: "app_home_opened", user: who.id, channel: channel.id, tab, event_ts };
    world.events.send({ ...event, ...(view && tab === "home" ? { view } : {}) }, null);
    const seen = await watching.settled();
    return { ok: true, ...seen, view: world.homes.get(who.id) ?? null };
  },
});
