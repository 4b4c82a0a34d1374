import { closest } from "fastest-levenshtein";
import { plainly } from "../../base/plain-words.ts";
import type { Fault, Problem } from "../../base/problem.ts";
import { StoreBusy, StoreFull, StoreGone } from "../../store/errors.ts";
import { NotNow, type Source } from "../source.ts";

export const unauthorized: Problem = {
  status: 401,
  title: "Secret missing or wrong",
  detail:
    "This endpoint wants its secret: `Authorization: Bearer <secret>`, Basic with the secret as password, `?token=<secret>`, or the sender's own signature.",
};

/** 404, with what was probably meant. */
export function unknownPath(path: string, endpoints: readonly string[], sources: readonly Source[]): Problem {
  const shown = path.slice(0, 80);
  const title = "No such source";
  const [kind = ""] = path.split("/");
  if (sources.some((source) => source.name === kind)) {
    return {
      status: 404,
      title,
      detail: `There is a source \`${kind}\`, but no endpoint \`${shown}\`. Name it under \`sources\` in sitrep.yml.`,
    };
  }
  const near = path === "" || endpoints.length === 0 ? null : closest(shown, [...endpoints]);
  const known = endpoints.length === 0 ? "none is configured" : `known: ${endpoints.join(", ")}`;
  const detail =
    near === null
      ? `Name a source after /hooks/ (${known}).`
      : `There is no source \`${shown}\`. Did you mean \`${near}\`? (${known})`;
  return { status: 404, title, detail };
}

/** 400, naming each place that is not as the source writes it. Twenty of them say enough. */
export function misread(source: string, issues: readonly { path: readonly PropertyKey[]; message: string }[]): Problem {
  const errors: Fault[] = issues.slice(0, 20).map((issue) => ({
    pointer: issue.path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""),
    detail: plainly(issue.message),
  }));
  const [first] = errors;
  const where = first?.pointer ? ` at ${first.pointer}` : "";
  return {
    status: 400,
    title: `Not what ${source} sends`,
    detail: `The body is JSON, but not as ${source} writes it${where}: ${first?.detail ?? "it cannot be read"}.`,
    errors,
  };
}

/** The body is as its source writes it, and we stumble over it. */
export function untranslatable(source: string): Problem {
  const detail = `The body looks as ${source} writes it, but could not be translated, through a fault of ours. It is in the log.`;
  return { status: 500, title: "Fault of ours", detail };
}

/** 400: there is no message in it at all. */
export function noMessage(detail: string): Problem {
  return { status: 400, title: "No message", detail };
}

export function wrongMethod(method: string | undefined, taken: readonly string[]): Problem {
  const detail = `Alerts are sent here with ${taken.join(" or ")}, not ${method}.`;
  return { status: 405, title: "Wrong method", detail };
}

export const foreignOrigin: Problem = {
  status: 403,
  title: "Foreign origin",
  detail: "This request comes from a web page of another origin. Alerts are sent by programs.",
};

/** 404: the endpoint speaks a peer's API, and this is none of its calls. */
export function unknownCall(source: string, rest: string): Problem {
  const detail =
    rest === ""
      ? `${source} has calls under its address, and none at the address itself; docs/sources/${source}.md names them.`
      : `\`${rest.slice(0, 80)}\` is none of the calls that ${source} takes; docs/sources/${source}.md names them.`;
  return { status: 404, title: "No such call", detail };
}

/** What the sender hears when the store did not take it: 503 with a time to come back, or 500 for a bug. */
export function troubleOf(error: unknown): [Problem, Record<string, string>] {
  const putOff = (title: string, detail: string, seconds: number): [Problem, Record<string, string>] => [
    { status: 503, title, detail },
    { "retry-after": String(seconds) },
  ];
  if (error instanceof NotNow) return putOff("Not now", error.message, 20);
  if (error instanceof StoreFull)
    return putOff("Store full", "The disk is full: nothing can be stored until there is room. Send this again.", 30);
  if (error instanceof StoreBusy) return putOff("Store busy", "The store is busy. Send this again shortly.", 1);
  if (error instanceof StoreGone)
    return putOff("Store away", "The store cannot be reached. Send this again shortly.", 5);
  return [
    {
      status: 500,
      title: "Fault of ours",
      detail: "This could not be taken, through no fault of the message. It is in the log. Send it again.",
    },
    {},
  ];
}
