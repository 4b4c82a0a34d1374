import { channelAddress } from "../src/domain/subscription/address.ts";
import { type Medium, media } from "../src/domain/subscription/state.ts";
import { defineCommand, type Field } from "../src/in/command.ts";
import { choice, componentNames, quoted } from "../src/in/fields.ts";
import { countSubscribers } from "../src/store/read/subscribers.ts";

const deeds = ["on", "off", "list"] as const;

const channelWord: Field<string> = {
  read(given) {
    const id = /^(?:<#)?([CGD][A-Z0-9]{2,})(?:\|[^>]*)?>?$/.exec(given.trim())?.[1];
    return id ?? { problem: `${quoted(given)} is no channel: say this in the channel itself, or give its id.` };
  },
  label: "Channel",
  input: "line",
  hidden: true,
};

const shown: Record<Medium, string> = {
  email: "by e-mail",
  webhook: "by webhook",
  "slack-webhook": "by an incoming webhook of another Slack",
  channel: "channels of this Slack",
};

/** Lets a channel hear of every public update, and says who else does. */
export default defineCommand({
  verb: "subscribe",
  aliases: { unsubscribe: "off", subscribers: "list" },
  summary: "Posts every public update in this channel, or no longer; says who subscribes to the page.",
  usage: "subscribe [on|off|list] [<components>]",
  examples: ["subscribe", 'subscribe "Keystore (active keys)"', "subscribe off", "subscribe list"],
  where: "anywhere",
  // Everybody may look; the subscription decides who may change something.
  permission: null,
  fields: {
    do: {
      ...choice("deed", deeds, "What to do"),
      position: "word" as const,
      fits: (word: string) => deeds.some((deed) => deed === word.toLowerCase()),
      input: "line" as const,
      hidden: true,
    },
    components: { ...componentNames, position: "rest" as const },
    channel: channelWord,
  },
  check: (ctx, values) =>
    values.do === "list" || values.channel || ctx.channel
      ? []
      : [{ field: "channel", message: "Say this in the channel that is to hear of updates, or name it by its id." }],
  event: (ctx, values) => {
    if (values.do === "list") return null;
    const channel = values.channel ?? ctx.channel ?? "";
    const { actor: by } = ctx;
    const on = values.do !== "off";
    const fresh = { token: ctx.ids() };
    return {
      type: "subscription.channel",
      address: channelAddress(channel),
      on,
      components: values.components ?? [],
      fresh,
      by,
    };
  },
  said(_done, values) {
    if (values.do === "off") return "This channel hears of public updates no longer.";
    const { components = [] } = values;
    const about = components.length === 0 ? "" : ` about ${components.join(", ")}`;
    return `Every public update${about} is posted here from now on. If I am not in this channel, invite me. \`subscribe off\` ends it.`;
  },
  async answer({ store }) {
    const counts = await countSubscribers(store.read);
    if (counts.length === 0) return "Nobody subscribes to the status page yet.";
    const lines = media.flatMap((medium) => {
      const of = (state: string) => counts.find((one) => one.medium === medium && one.state === state);
      const [active, asked, off] = [of("active"), of("asked"), of("off")];
      if (!active && !asked && !off) return [];
      const rest = [
        asked ? `${asked.count} not confirmed yet` : "",
        off ? `${off.count} switched off` : "",
        active && active.failing > 0 ? `${active.failing} not reached at the moment` : "",
      ].filter((part) => part !== "");
      return [`${shown[medium]}: ${active?.count ?? 0}${rest.length > 0 ? ` (${rest.join(", ")})` : ""}`];
    });
    return `Subscribers of the status page: ${lines.join("; ")}.`;
  },
  data: async ({ store }) => ({ subscribers: await countSubscribers(store.read) }),
});
