import type { z } from "zod";
import { opsgenieBody, signalsOfAction } from "../opsgenie-body.ts";
import { defineSource } from "../source.ts";

/** The outgoing webhook of Jira Service Management's operations: Opsgenie's body under another name. It signs nothing. */
export default defineSource<z.infer<typeof opsgenieBody>>({
  name: "jsm",
  body: opsgenieBody,
  signals: (body, reading) => signalsOfAction(body, reading, "jsm"),
});
