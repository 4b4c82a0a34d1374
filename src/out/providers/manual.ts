import { z } from "zod";
import { ByHand, defineProvider, type Post, wholeText } from "../provider.ts";

const settings = z.strictObject({
  /** Where people paste it: shown to them as a link. */
  url: z.url({ error: "It must be an address like https://status.example.com." }).optional(),
  /** What it is called: "the status page of our host". */
  called: z.string().min(1).default("the page"),
});

/**
 * A page that is kept by hand (contracts: status providers 14.9): the text is shown in the channel, and somebody says when
 * it was pasted.
 */
export default defineProvider<z.infer<typeof settings>>({
  name: "manual",
  shown: "the page kept by hand",
  settings,
  can: () => ({
    timeline: false,
    stages: false,
    components: "none",
    lossy: {},
    maintenance: true,
    corrects: true,
    notifies: false,
    several: true,
    readsBack: false,
    titleMost: null,
    textMost: null,
  }),
  cannot: () => ["A person has to paste it, and to say so."],
  credential: ({ url = "" }) => url,
  place: ({ url = "" }) => url,
  limit: null,
  mayDouble: "A person pastes it.",
  settlesMs: 0,

  find: async (_notice, _work, before) => before,
  create: async (_notice, post, { settings: { url, called } }) => ask(post, url, called),
  post: async (_notice, post, _stood, { settings: { url, called } }) => ask(post, url, called),
  amend: async (_notice, _post, stood) => stood,
});

/** Always throws: there is nothing that this program can do there. */
function ask({ history }: Post, url: string | undefined, called: string): never {
  const where = url === undefined ? called : `${called} (${url})`;
  throw new ByHand(
    `waits for a person: paste this at ${where}, and press Pasted`,
    wholeText(history, null, ({ text }) => text),
  );
}
