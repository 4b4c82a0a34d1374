import type { KnownBlock } from "@slack/types";

const plain = (text: string) => ({ type: "plain_text" as const, text });
const mrkdwn = (text: string) => ({ type: "mrkdwn" as const, text });
const option = (text: string, description?: string) => ({
  text: plain(text),
  value: text.toLowerCase(),
  ...(description ? { description: plain(description) } : {}),
});

/** One of each block that the page shows, with one of each element in it. */
export const gallery: KnownBlock[] = [
  { type: "header", text: plain("Gateway returns 503") },
  {
    type: "section",
    text: mrkdwn("*bold* `code` <https://example.org|a link> :fire:"),
    accessory: { type: "button", action_id: "accessory", text: plain("Join") },
  },
  { type: "section", fields: [mrkdwn("*Stage*\nINVESTIGATING"), mrkdwn("*Status*\nmajor-outage")] },
  { type: "context", elements: [mrkdwn("Detected at <!date^1795270800^{time}|13:40>")] },
  { type: "divider" },
  {
    type: "actions",
    elements: [
      { type: "button", action_id: "ack", style: "primary", text: plain("Ack"), value: "1" },
      {
        type: "button",
        action_id: "resolve",
        style: "danger",
        text: plain("Resolve"),
        confirm: {
          title: plain("Resolve?"),
          text: plain("An alert is still red."),
          confirm: plain("Resolve"),
          deny: plain("Not yet"),
        },
      },
      {
        type: "static_select",
        action_id: "severity",
        placeholder: plain("Severity"),
        options: [option("SEV1", "Total outage"), option("SEV2")],
      },
      { type: "overflow", action_id: "more", options: [option("Timeline"), option("Why")] },
      { type: "datepicker", action_id: "day", initial_date: "2026-11-21" },
      { type: "timepicker", action_id: "time", initial_time: "14:00" },
      { type: "multi_users_select", action_id: "people", placeholder: plain("People") },
    ],
  },
  {
    type: "section",
    text: mrkdwn("Checks"),
    accessory: {
      type: "checkboxes",
      action_id: "checks",
      options: [option("Revert first"), option("Ask", "Which tenants?")],
    },
  },
  {
    type: "section",
    text: mrkdwn("Choice"),
    accessory: { type: "radio_buttons", action_id: "radio", options: [option("Yes"), option("No")] },
  },
  {
    type: "rich_text",
    elements: [
      { type: "rich_text_section", elements: [{ type: "text", text: "rich", style: { bold: true } }] },
      {
        type: "rich_text_list",
        style: "bullet",
        elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "item" }] }],
      },
    ],
  },
  { type: "markdown", text: "## Post-mortem\n\n- [x] reverted\n\n| When | What |\n|---|---|\n| 13:51 | p95 rises |" },
];
