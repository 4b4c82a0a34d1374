import { html } from "hono/html";
import { slugsOf } from "./files.ts";
import { type Frame, type Markup, pageOf } from "./layout.ts";
import { baseOf } from "./site.ts";
import type { Snapshot } from "./snapshot.ts";

/*
 * The pages about subscribing. They need no script; what is typed goes nowhere but to us; and what they answer is the same
 * whether an address is subscribed or not.
 */

/** What can be subscribed by a form. */
export interface Offers {
  email: boolean;
  webhook: boolean;
}

/** What somebody typed, and what is wrong with it. */
export interface Trouble {
  kind: "email" | "webhook";
  words: string;
  typed: string;
  /** Public names that were checked. */
  chosen: readonly string[];
}

interface Around {
  frame: Frame;
  snapshot: Snapshot;
}

function page({ frame, snapshot }: Around, title: string, body: Markup): string {
  return pageOf(frame, {
    title,
    overall: snapshot.overall,
    at: "subscribe",
    body: html`<div class="plain subscribe">${body}</div>`,
  });
}

/** How to follow the page, with the forms for what is offered. In a copy there is nobody to send them to. */
export function subscribePage(around: Around, offers: Offers, trouble: Trouble | null): string {
  const { frame, snapshot } = around;
  const base = baseOf(frame.site);
  const { copyOf } = frame.site;
  const copied =
    copyOf === undefined
      ? null
      : html`<p>This is a copy, which takes no subscriptions. <a href="${copyOf}/subscribe">The status page itself</a> does.</p>`;
  const own = [...slugsOf(snapshot)].map(([name, slug]) => {
    const at = `${base}/components/${slug}`;
    return html`<li><span dir="auto">${name}</span>: <a href="${at}/feed.atom">Atom</a>, <a href="${at}/feed.rss">RSS</a>, <a href="${at}/maintenance.ics">calendar</a>, <a href="${at}/badge.svg">badge</a></li>`;
  });
  return page(
    around,
    "Subscribe",
    html`<h1>Subscribe</h1>
${copied ?? html`${offers.email ? mailForm(around, trouble) : ""}${offers.webhook ? webhookForm(around, trouble) : ""}`}
<h2>Feeds and calendars</h2>
<p>Everything is in the <a href="${base}/feed.atom">Atom feed</a> and the <a href="${base}/feed.rss">RSS feed</a>, maintenance also in a <a href="${base}/maintenance.ics">calendar</a>. Slack, Microsoft Teams and others follow a feed by its address.</p>
${own.length === 0 ? "" : html`<details><summary>For one component</summary><ul>${own}</ul></details>`}
<p>Programs read <a href="${base}/api/v2/summary.json">summary.json</a>.</p>`,
  );
}

function mailForm(around: Around, trouble: Trouble | null): Markup {
  const wrong = trouble?.kind === "email" ? trouble : null;
  return html`<h2 id="by-mail">By e-mail</h2>
<form method="post" action="${baseOf(around.frame.site)}/subscribe" aria-labelledby="by-mail">
<input type="hidden" name="kind" value="email">
${complaint(wrong)}
<label for="email">Your e-mail address</label>
<input id="email" name="address" type="email" autocomplete="email" required maxlength="254" value="${wrong?.typed ?? ""}"${described(wrong)}>
${choices(around, "e", wrong)}
<button type="submit">Subscribe by e-mail</button>
<p class="small">You get a message with a link to confirm it, and every message ends it with one click. The address is used for nothing else.</p>
</form>`;
}

function webhookForm(around: Around, trouble: Trouble | null): Markup {
  const wrong = trouble?.kind === "webhook" ? trouble : null;
  return html`<h2 id="by-webhook">By webhook</h2>
<form method="post" action="${baseOf(around.frame.site)}/subscribe" aria-labelledby="by-webhook">
<input type="hidden" name="kind" value="webhook">
${complaint(wrong)}
<label for="webhook">An address that takes a POST, or an incoming webhook of Slack</label>
<input id="webhook" name="address" type="url" required maxlength="2000" placeholder="https://" value="${wrong?.typed ?? ""}"${described(wrong)}>
${choices(around, "w", wrong)}
<button type="submit">Subscribe the webhook</button>
<p class="small">It is sent a challenge first, and has to repeat it. Messages are signed as Standard Webhooks says.</p>
</form>`;
}

function complaint(trouble: Trouble | null): Markup | string {
  return trouble ? html`<p class="wrong" id="${trouble.kind}-wrong" role="alert">${trouble.words}</p>` : "";
}

function described(trouble: Trouble | null): Markup | string {
  return trouble ? html` aria-invalid="true" aria-describedby="${trouble.kind}-wrong"` : "";
}

function choices({ snapshot }: Around, prefix: string, wrong: Trouble | null): Markup | string {
  const all = [...slugsOf(snapshot)];
  if (all.length < 2) return "";
  const chosen = wrong?.chosen ?? [];
  return html`<details${chosen.length > 0 ? " open" : ""}><summary>Only some components</summary><fieldset><legend>Leave all unchecked to hear of everything</legend>${all.map(
    ([name, slug]) =>
      html`<div><input type="checkbox" id="${prefix}-${slug}" name="component" value="${slug}"${chosen.includes(name) ? " checked" : ""}><label for="${prefix}-${slug}" dir="auto">${name}</label></div>`,
  )}</fieldset></details>`;
}

/** What is said after a form was sent, whatever was known of the address. `secret` is shown this once. */
export function askedPage(around: Around, kind: "email" | "webhook" | "slack", secret: string | null): string {
  if (kind === "email")
    return page(
      around,
      "Confirm your address",
      html`<h1>Look into your mail</h1><p>If messages reach that address, one with a link is on its way. Open it within a day to confirm.</p>`,
    );
  if (kind === "slack")
    return page(
      around,
      "Confirm in Slack",
      html`<h1>Look into your Slack channel</h1><p>A message with a link is on its way there. Somebody has to open it within a day to confirm.</p>`,
    );
  return page(
    around,
    "Webhook asked",
    html`<h1>The webhook is being asked</h1>
<p>It is sent a message of the type <code>subscription.verify</code>, and has to answer 2xx with the <code>challenge</code> in it. From then on it gets every update.</p>
<p>Its messages are signed with this secret. It is shown this once, and nowhere again:</p>
<p><code class="secret">${secret}</code></p>`,
  );
}

/** Asks a person to press the button: mail servers and chats open every link they pass on, and must not confirm anything. */
export function confirmPage(around: Around, { shown, scope }: { shown: string; scope: string }): string {
  return page(
    around,
    "Confirm your subscription",
    html`<h1>Confirm your subscription</h1>
<p>Updates about ${scope} are to go to <span dir="auto">${shown}</span>.</p>
<form method="post"><button type="submit">Confirm</button></form>`,
  );
}

export function confirmedPage(around: Around): string {
  return page(
    around,
    "Subscribed",
    html`<h1>You are subscribed</h1><p>You get every update from now on. Each of them has a link to end it.</p>`,
  );
}

/** The link was used, is older than a day, or was cut on its way. */
export function uselessLinkPage(around: Around): string {
  return page(
    around,
    "This link does not work",
    html`<h1>This link does not work any more</h1><p>It was used already, or it is older than a day. You can <a href="${baseOf(around.frame.site)}/subscribe">subscribe again</a>.</p>`,
  );
}

export function endPage(around: Around): string {
  return page(
    around,
    "Unsubscribe",
    html`<h1>Unsubscribe</h1><p>No further updates are sent, and the address is forgotten.</p>
<form method="post"><button type="submit">Unsubscribe</button></form>`,
  );
}

export function endedPage(around: Around): string {
  return page(
    around,
    "Unsubscribed",
    html`<h1>You are unsubscribed</h1><p>Nothing more is sent. You can <a href="${baseOf(around.frame.site)}/subscribe">subscribe again</a> at any time.</p>`,
  );
}

/** For whoever asked too often, or while the store is away. */
export function laterPage(around: Around, words: string): string {
  return page(around, "Not now", html`<h1>Not now</h1><p role="alert">${words}</p>`);
}
