import { html } from "hono/html";
import { type Frame, pageOf } from "./layout.ts";
import { baseOf } from "./site.ts";
import type { Snapshot } from "./snapshot.ts";

/** What stands where nothing is. */
export function missingPage(frame: Frame, { overall }: Snapshot): string {
  const base = baseOf(frame.site);
  return pageOf(frame, {
    title: "Not here",
    overall,
    at: "elsewhere",
    body: html`<div class="plain"><h1>There is nothing here</h1><p>What happened in the last twelve months is in the <a href="${base}/history">history</a>; <a href="${base}/">the front page</a> says how things are now.</p></div>`,
  });
}
