import { afterEach, beforeEach, describe, expect, test } from "vitest";
import kuma from "../../../src/out/providers/uptime-kuma.ts";
import { providerContract } from "./contract.ts";
import {
  aMaintenanceNotice,
  anIncidentNotice,
  anUpdate,
  type Desk,
  openDesk,
  type ProviderWorld,
  secretOf,
  start,
} from "./desk.ts";
import { type KumaWays, kumaToken, openKuma } from "./kuma-fake.ts";

type World = ProviderWorld & { server: Awaited<ReturnType<typeof openKuma>> };

const states = ["down", "up", "pending", "maintenance"];

/** What a reader sees of a text in Markdown. */
const seen = (text: string) =>
  text
    .replace(/^\[sitrep-.*$/gm, "")
    .replace(/\\\n/g, "\n")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .trim();

async function openWorld(ways: KumaWays, own: Record<string, unknown> = {}): Promise<World> {
  const server = await openKuma(ways);
  return {
    server,
    settings: {
      url: server.url,
      slug: "main",
      username: "sitrep",
      password: secretOf(server.password),
      ...(ways.version.startsWith("2.1") || ways.version.startsWith("2.5") ? {} : { version: ways.version }),
      ...own,
    },
    components: { Gateway: "1", Keystore: "2" },
    faults: server.faults,
    left: server.left,
    writes: server.effects,
    told: () => null,
    shown: () => [
      ...[...server.maintenance.values()].map(({ title, description, active }) => ({
        kind: "maintenance" as const,
        title,
        open: active,
        texts: [seen(description)],
      })),
      ...server.incidents
        .filter(({ style }) => style !== "info")
        .map(({ title, content, pin, active }) => ({
          kind: "incident" as const,
          title,
          open: pin && active,
          texts: [seen(content)],
        })),
    ],
    component: (id) => states[server.monitors.find((one) => String(one.id) === id)?.status ?? -1] ?? null,
    tamper(how) {
      const [first] = server.incidents;
      const [gateway] = server.monitors;
      if (!first || !gateway) return false;
      if (how === "title") first.title = "Something else";
      else if (how === "text") first.content = "All is well.";
      else if (how === "delete") server.incidents.length = 0;
      else if (gateway.type !== "manual") return false;
      else gateway.status = 1;
      return true;
    },
    close: server.close,
  };
}

const credential = "a good password";
providerContract(kuma, () => openWorld({ version: "2.5.3" }), { credential, noStatuses: true });
