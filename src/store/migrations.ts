import { firstLight } from "./migrations/0001-first-light.ts";
import { rules } from "./migrations/0002-rules.ts";
import { rota } from "./migrations/0003-rota.ts";
import { alerts } from "./migrations/0004-alerts.ts";
import { storms } from "./migrations/0005-storms.ts";
import { publicSide } from "./migrations/0006-public.ts";
import { muted } from "./migrations/0007-muted.ts";
import { subscribers } from "./migrations/0008-subscribers.ts";
import { oldAlerts } from "./migrations/0009-old-alerts.ts";
import type { Tx } from "./store.ts";

/** One step of the schema. What was released is never changed: the next step mends it. */
export interface Migration {
  version: number;
  name: string;
  up(tx: Tx): Promise<void>;
}

/** All of them, in order; versions count up from 1. */
export const migrations: Migration[] = [
  { version: 1, name: "first-light", up: firstLight },
  { version: 2, name: "rules", up: rules },
  { version: 3, name: "rota", up: rota },
  { version: 4, name: "alerts", up: alerts },
  { version: 5, name: "storms", up: storms },
  { version: 6, name: "public", up: publicSide },
  { version: 7, name: "muted", up: muted },
  { version: 8, name: "subscribers", up: subscribers },
  { version: 9, name: "old-alerts", up: oldAlerts },
];
