import { heard } from "./checks/heard.ts";
import { latenesses, pages, reminders } from "./checks/owed.ts";
import { pagers } from "./checks/paged.ts";
import { deeds, webhooks } from "./checks/promised.ts";
import { providers } from "./checks/published.ts";
import { chains, outbox } from "./checks/record.ts";
import { type Check, openScene } from "./checks/scene.ts";
import { channels, messages, publicUpdates } from "./checks/seen.ts";
import { storms } from "./checks/storms.ts";

/** Looks at everything once all is at rest. */
export async function checkAll(
  given: Parameters<typeof openScene>[0],
): Promise<{ checks: Check[]; latenesses: number[] }> {
  const scene = await openScene(given);
  const all = [
    webhooks,
    deeds,
    channels,
    messages,
    publicUpdates,
    reminders,
    pages,
    pagers,
    providers,
    heard,
    storms,
    chains,
    outbox,
  ];
  return { checks: all.flatMap((look) => look(scene)), latenesses: latenesses(scene) };
}
