import { z } from "zod";
import { groupAround, groupedAlert, signalsOfGroup, truncationNotices } from "../alertmanager-body.ts";
import { defineSource } from "../source.ts";

const body = z.object({ ...groupAround, alerts: z.array(groupedAlert).min(1) });

/** Prometheus Alertmanager, webhook version "4" (and the older "3"). Signs nothing. */
export default defineSource<z.infer<typeof body>>({
  name: "alertmanager",
  repeatsEveryMs: 4 * 60 * 60_000,
  body,
  signals: (group, reading) => signalsOfGroup(group, reading, { source: "alertmanager", called: "Alertmanager" }),
  notices: (group) => truncationNotices(group, "Alertmanager", "Set max_alerts: 0 at its receiver."),
});
