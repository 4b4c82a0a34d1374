import { expect, test } from "vitest";
import webhook from "../../../src/out/providers/webhook.ts";
import { providerContract } from "./contract.ts";
import { anIncidentNotice, openDesk } from "./desk.ts";
import { credential, openWebhookWorld } from "./webhook-world.ts";

providerContract(webhook, openWebhookWorld, { credential, takesAnything: true });

test("a state has the same webhook-id however often it is sent", async () => {
  const world = await openWebhookWorld();
  const { state_url: _, ...settings } = world.settings;
  const desk = await openDesk(webhook, { ...world, settings });
  world.faults(["lost", "lost"]);
  desk.know(anIncidentNotice(1));
  await desk.settle(anIncidentNotice(1).id);
  expect(world.ids).toHaveLength(1);
  await desk.close();
  await world.close();
});

test("410 switches it off, and says so", async () => {
  const world = await openWebhookWorld();
  const desk = await openDesk(webhook, world);
  world.faults([{ status: 410, json: {} }]);
  desk.know(anIncidentNotice(1));
  await desk.settle(anIncidentNotice(1).id);
  desk.know(anIncidentNotice(2));
  await desk.settle(anIncidentNotice(1).id);
  expect(desk.said.map(({ said }) => said)).toEqual(["refused", "refused"]);
  expect(world.writes()).toBe(0);
  await desk.close();
  await world.close();
});

test("a receiver that has a newer state keeps it", async () => {
  const world = await openWebhookWorld();
  const desk = await openDesk(webhook, world);
  world.faults([{ status: 409, json: { revision: 9 } }]);
  desk.know(anIncidentNotice(1));
  expect(await desk.settle(anIncidentNotice(1).id)).toMatchObject({ outcome: "delivered" });
  await desk.close();
  await world.close();
});
