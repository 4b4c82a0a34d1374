import type { z } from "zod";
import { opsgenieBody, signalsOfAction } from "../opsgenie-body.ts";
import { defineSource } from "../source.ts";

/** Opsgenie's outgoing webhook. It signs nothing; a header of one's own can be set at the integration. */
export default defineSource<z.infer<typeof opsgenieBody>>({
  name: "opsgenie",
  body: opsgenieBody,
  signals: (body, reading) => signalsOfAction(body, reading, "opsgenie"),
});
