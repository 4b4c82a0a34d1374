import { hash } from "node:crypto";
import type { Http } from "../../base/http.ts";
import type { Log } from "../../base/log.ts";
import type { PagerNews } from "../../domain/events.ts";
import type { Terms } from "../../domain/terms.ts";
import type { Engine } from "../../engine/engine.ts";
import type { PeerApi, Received } from "../source.ts";
import { confirm } from "./confirm.ts";
import { contentOf, queryContent } from "./content.ts";
import { type Explained, explain, explainForeseen } from "./explain.ts";
import { newsIn } from "./page-news.ts";
import { misread, noMessage } from "./problems.ts";
import type { Known } from "./routes.ts";
import { redeliveryMs, type Said, signalsOf } from "./signals.ts";
import type { Visit, Voice } from "./voice.ts";

export interface TakingParts {
  engine: Pick<Engine, "intake"> & Partial<Pick<Engine, "foresee">>;
  terms: Terms;
  http: Http;
  log: Log;
  voice: Voice;
  /** True when there is an alert of this identity. */
  knows: (identity: string) => Promise<boolean>;
  /** Holds a visit while something is awaited, then goes on; whatever goes wrong is answered. */
  during: <T>(visit: Visit, work: Promise<T>, then: (result: T) => void) => void;
  /** Looks at the sender's own signature. */
  verify: (visit: Visit, then: (genuine: boolean) => void) => void;
}

/** How long a sender's own id of a delivery tells a redelivery: none tries for longer (alert sources 4.8). */
const deliveryMs = 7 * 24 * 60 * 60_000;
/** How many things a peer's API may write down for later answers. */
const mostKept = 1_000;
/** How many identities an answer names. */
const mostNamed = 20;

/** Makes what takes a message whose sender is known: reads it, hands it on, and answers after the commit. */
export function openTaking(parts: TakingParts): (visit: Visit) => void {
  const { engine, terms, http, log, voice, knows, during, verify } = parts;

  const take = (visit: Visit, value: unknown) => {
    const said = readIn(visit, value);
    if (isExplained(visit.request)) return explained(visit, said, value);
    if (said.confirmation !== null) confirmed(visit, said.confirmation);
    else handOn(visit, value, said);
  };

  const handOn = (visit: Visit, value: unknown, said: Said) => {
    const { known } = visit;
    // A source whose schema cannot tell makes such an alert itself.
    const unread = said.signals[0]?.unread;
    hand(visit, said, newsIn(known.source.name, value), (outcome) => {
      if (outcome === "seen") return voice.answer(visit, 200, '{"status":"seen"}');
      const identities = said.signals.slice(0, mostNamed).map(({ identity }) => identity);
      const named = `"accepted":${said.signals.length},"alerts":${JSON.stringify(identities)}}`;
      voice.answer(
        visit,
        202,
        unread === undefined
          ? `{"status":"accepted",${named}`
          : `{"status":"unreadable","detail":${JSON.stringify(unread)},${named}`,
      );
    });
    if (unread !== undefined)
      voice.complain(
        `${known.path} unread`,
        { endpoint: known.path, reason: unread },
        "a webhook could not be read; it is kept as an alert that says so",
      );
  };

  const readIn = ({ known, request }: Visit, value: unknown): Said => {
    const said = signalsOf(known, request, value);
    const { path, source } = known;
    if (said.error !== undefined) log.error({ err: said.error, endpoint: path }, "a source stumbled over a body");
    const notices = [...said.notices];
    if (said.madeUp && !source.api)
      notices.push(
        "An alert came without an identity, so one was made up: nothing will ever resolve it. Mend the template at the sender.",
      );
    for (const notice of notices)
      voice.complain(`${path} ${notice}`, { endpoint: path, notice }, "a sender of alerts should be mended");
    return { ...said, notices };
  };

  const explained = (visit: Visit, { signals, notices, confirmation }: Said, value: unknown) => {
    const answer = (alerts: Explained[]) => {
      const detail = alerts.length > 0 ? {} : { detail: noAlert(confirmation, newsIn(visit.known.source.name, value)) };
      const mend = notices.length > 0 ? { notices } : {};
      // A person reads it, in a terminal.
      voice.answer(
        visit,
        200,
        `${JSON.stringify({ status: "explained", changed: false, ...detail, ...mend, alerts }, null, 2)}\n`,
      );
    };
    if (!engine.foresee || signals.length === 0) return answer(explain(signals, terms, visit.request.at));
    during(visit, engine.foresee(signals), (foreseen) => answer(explainForeseen(foreseen)));
  };

  /** Hands signals to the engine; nothing to do is done already. */
  const hand = (visit: Visit, said: Said, news: readonly PagerNews[], then: (outcome: "taken" | "seen") => void) => {
    const { known, request } = visit;
    if (said.signals.length === 0 && news.length === 0) return then("taken");
    const { deliveryId, signals } = said;
    const intake = {
      source: known.source.name,
      key: deliveryId === null ? `${known.path} ${contentKey(request)}` : `${known.path} id ${short(deliveryId)}`,
      keyHoldsMs: deliveryId === null ? redeliveryMs : deliveryMs,
      lane: known.path,
      signals,
      news,
    };
    during(visit, engine.intake(intake), then);
  };

  /**
   * Calls the address by which a sender wants to be confirmed, if the message is genuine: a token proves nothing of what is
   * in it, and an open endpoint proves nothing at all (decisions.md 4). Whatever else it is, it is answered as taken.
   */
  const confirmed = (visit: Visit, address: string) => {
    const { path, endpoint } = visit.known;
    const understood = '{"status":"accepted","accepted":0,"alerts":[]}';
    const go = (genuine: boolean) => {
      if (genuine)
        return during(visit, confirm(http, address), () => {
          log.info({ endpoint: path }, "a subscription was confirmed");
          voice.answer(visit, 202, understood);
        });
      const why = endpoint.open ? "this endpoint is open, and proves nothing" : "its signature is not genuine";
      voice.complain(
        `${path} confirmation`,
        { endpoint: path, why },
        "a sender wants to be confirmed, and was not: confirm it by hand if it is yours",
      );
      voice.answer(visit, 202, understood);
    };
    if (visit.signed || endpoint.open) go(visit.signed);
    else verify(visit, go);
  };

  /** A call of a peer's API. Its secret is in the body, and an invalid one hears so: its sender can tell what to do. */
  const call = (visit: Visit, api: PeerApi) => {
    const { request } = visit;
    const asked = request.raw.length === 0;
    const content = asked ? { value: {} } : contentOf(request.raw, request.headers["content-type"]);
    const value = "value" in content ? content.value : null;
    const known = visit.shown ? visit.known : meantBy(visit.known, api.secretOf(value, request));
    if (!known) return voice.turnAway(visit);
    const here = { ...visit, known };
    if ("fault" in content) return voice.deny(here, noMessage(content.fault));
    const faults = api.faults?.(value, request) ?? [];
    if (faults.length > 0) {
      const issues = faults.map(({ pointer, detail }) => ({ path: pointer.split("/").slice(1), message: detail }));
      return voice.deny(here, misread(known.source.name, issues));
    }
    const said = readIn(here, value);
    if (said.unread) return voice.deny(here, said.unread);
    if (isExplained(request)) return explained(here, said, value);
    hand(here, said, [], (outcome) => {
      if (outcome === "taken" || !said.madeUp) return accept(here, said, value, api);
      during(here, asFirstSaid(here, value, said), (first) => accept(here, first, value, api));
    });
  };

  const accept = (visit: Visit, { signals }: Said, body: unknown, api: PeerApi) => {
    const { kept } = visit.known;
    voice.answerPeer(visit, api.accepted(signals, { request: visit.request, body, kept }));
    for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - mostKept))) kept.delete(oldest);
  };

  /** The first delivery of this message was in this minute or in the one before: the alert that there is tells which. */
  const asFirstSaid = async ({ known, request }: Visit, value: unknown, said: Said): Promise<Said> => {
    const [first] = said.signals;
    if (!first || (await knows(first.identity))) return said;
    return signalsOf(known, request, value, request.at - redeliveryMs);
  };

  return (visit) => {
    const { request, known } = visit;
    const { source } = known;
    if (source.api) return call(visit, source.api);
    const empty = request.raw.length === 0;
    if (empty && source.bodiless?.(request)) return take(visit, {});
    // Without bytes there was nothing to sign: only a token tells the sender of a query, or a secret in it.
    const isKnown = visit.shown || (visit.signed && source.provesQuery);
    const asked = empty && isKnown && source.methods?.includes("GET");
    const content = asked ? queryContent(request.query) : contentOf(request.raw, request.headers["content-type"]);
    if ("fault" in content) return voice.deny(visit, noMessage(content.fault));
    const { value } = content;
    if (typeof value !== "object" || value === null)
      return voice.deny(visit, noMessage("The body is a single value: an object, or a list of them, was expected."));
    if (Object.keys(value).length === 0)
      return voice.deny(visit, noMessage("The body is empty: it is JSON, but says nothing."));
    take(visit, value);
  };
}

function isExplained({ query }: Received): boolean {
  return query.size > 0 && query.has("explain");
}

/** Which endpoint a secret belongs to: the one that was called, or another one of the same API. */
function meantBy(called: Known, secret: string | null): Known | null {
  if (secret === null) return null;
  return [called, ...called.others].find(({ check }) => check.knows(secret)) ?? null;
}

/** What tells an identical message. Where the address carries a part of it, that counts. */
function contentKey({ raw, rest, query }: Received): string {
  if (raw.length > 0 && rest === "") return hash("sha256", raw, "base64url");
  const values = queryContent(query);
  const address = Buffer.from(`${rest} ${JSON.stringify("value" in values ? values.value : null)}\n`);
  return hash("sha256", Buffer.concat([address, raw]), "base64url");
}

/** A sender's id as part of a key; one of absurd length by its hash. */
function short(id: string): string {
  return id.length <= 200 ? id : hash("sha256", id, "base64url");
}

/** Why no alert comes of a message that was understood. */
function noAlert(confirmation: string | null, news: readonly PagerNews[]): string {
  if (confirmation !== null)
    return "It asks to confirm a subscription. Without explain, a genuine one is confirmed. No alert comes of it.";
  return news.length > 0
    ? "It is news of a page of Sitrep's own, and goes to that page's incident. No alert comes of it."
    : "It was understood, and is no news: a note, a test of the connection, or a change that alerts do not depend on. No alert comes of it.";
}
