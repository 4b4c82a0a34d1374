import { onTestFinished } from "vitest";
import { credential, openWebhookWorld, type WebhookWorld } from "../out/providers/webhook-world.ts";

/** A webhook of our own as the status provider, until the test is over; `yaml` configures it. `own` = more of its settings. */
export async function openReceiver(own = ""): Promise<WebhookWorld & { yaml: string }> {
  const world = await openWebhookWorld();
  onTestFinished(() => world.close());
  const yaml = `
providers:
  - use: webhook
    url: ${world.url}/hook
    state_url: ${world.url}/state
    secret: ${credential}
    allow_private: true
    ${own}
`;
  return { ...world, yaml };
}
