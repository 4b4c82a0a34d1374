import type { Config } from "./config.ts";

interface Finding {
  setting: string;
  finding: string;
}

/** What the public side cannot do as it is configured: where the page is found, and how subscribers are reached. */
export function pageFindings(config: Config): Finding[] {
  return [...ownName(config), ...subscribers(config)];
}

/**
 * A page under the name of what it reports on fails with that name and its certificate (product.md section 11). What we know of
 * the service is our own admin side, and where the page's links lead.
 */
function ownName({ server, statusPage }: Config): Finding[] {
  const page = new URL(statusPage.url);
  if (isLoopback(page.hostname)) return [];
  const finding = (what: string) => ({
    setting: "status_page.url",
    finding: `The status page shares the host name ${page.hostname} with ${what}. When that name or its certificate fails, the page that should say so fails with it; give it a name of its own.`,
  });
  if (new URL(server.url).hostname === page.hostname) return [finding("the admin side")];
  const service = statusPage.links.find(({ url }) => {
    const { hostname } = new URL(url);
    return hostname === page.hostname && !isBelow(url, statusPage.url);
  });
  return service ? [finding(`what its link "${service.text}" leads to`)] : [];
}

/** True for addresses that the page itself answers. */
function isBelow(url: string, page: string): boolean {
  const [one, own] = [new URL(url), new URL(page)];
  return one.origin === own.origin && `${one.pathname}/`.startsWith(`${own.pathname.replace(/\/$/, "")}/`);
}

function subscribers({ subscriptions: { mail, webhooks, allowPrivate }, statusPage, local }: Config): Finding[] {
  const found: Finding[] = [];
  const { hostname, protocol } = new URL(statusPage.url);
  // The workspace to try it in has no subscribers but who tries it, and mails are meant for somebody else.
  const media = [...(mail ? ["Mails"] : []), ...(webhooks && !local ? ["Webhooks"] : [])];
  if (isLoopback(hostname) && media.length > 0)
    found.push({
      setting: "status_page.url",
      finding: `${media.join(" and ")} to subscribers would lead to ${statusPage.url}, which nobody else reaches. Set it to where the public finds the page.`,
    });
  else if (mail && protocol !== "https:")
    found.push({
      setting: "status_page.url",
      finding: "Mailboxes offer to unsubscribe with one click only at an https address.",
    });
  if (mail?.tls === "none" && !isLoopback(mail.host))
    found.push({
      setting: "subscriptions.smtp.tls",
      finding: "Mails and the password travel in the clear. Use starttls or implicit, if the server can.",
    });
  if (allowPrivate && !local)
    found.push({
      setting: "subscriptions.allow_private",
      finding:
        "Strangers can have Sitrep call addresses on your own network. Leave it out unless nobody else reaches the page.",
    });
  return found;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host.startsWith("127.") || host === "::1" || host === "[::1]";
}
