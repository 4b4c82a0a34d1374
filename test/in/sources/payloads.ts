import { existsSync, readFileSync } from "node:fs";

/* The recorded bodies beside the project, every one of them, and how each is sent (their INDEX.md says). */

const folder = new URL("../../../../shared/payloads/", import.meta.url);

/** Why tests over the recorded bodies are passed over; null = they are there. */
export const missing = existsSync(new URL("INDEX.md", folder)) ? null : "../shared/payloads is not there";

/** The bytes of one of the files. */
export function payloadBytes(path: string): Buffer {
  return readFileSync(new URL(path, folder));
}

/** One row of the index: a body, how it is sent, and what it is expected to be read as. */
export interface Payload {
  source: string;
  file: string;
  /** How its bytes go over the wire. */
  as: "body" | "form" | "query" | "multipart-data";
  /** What follows the endpoint's address, query included: `/v2/enqueue`. */
  path: string;
  headers: Record<string, string>;
  /** `none`: understood, and nothing to do. `rejected`: its signature is wrong. */
  status: "firing" | "resolved" | "mixed" | "none" | "rejected";
  count: number;
  acknowledged: boolean;
  identities: string[];
  /** The sender gives no identity: one is made. */
  madeUp: boolean;
  title: string;
  severity: string | null;
  /** The file that ends what this one begins. */
  endedBy: string | null;
  raw: Buffer;
}

/** Every row, in the order of the index. Throws for a row that it cannot make sense of: none is passed over. */
export function payloads(): Payload[] {
  if (missing !== null) return [];
  const [, ...sections] = readFileSync(new URL("INDEX.md", folder), "utf8").split("\n## ");
  return sections.flatMap((section) => {
    const source = section.slice(0, section.indexOf("\n")).trim();
    return section
      .split("\n")
      .filter((line) => line.startsWith("| ") && !line.startsWith("| file |"))
      .map((line) => payloadOf(source, line));
  });
}

function payloadOf(source: string, line: string): Payload {
  const [, file = "", sent = "", expected = "", identities = "", title = "", severity = ""] = line
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
  const [, as = ""] = /^POST (body|form|query|multipart-data)/.exec(sent) ?? [];
  const [, status = "", ack, count = ""] = /^(firing|resolved|mixed|none|rejected)( ACK)? ×(\d+)/.exec(expected) ?? [];
  if (!file.endsWith(".json") || as === "" || status === "") throw new Error(`What does this row say? ${line}`);
  const quoted = [...sent.matchAll(/`([^`]+)`/g)].map(([, one = ""]) => one);
  return {
    source,
    file,
    as: as as Payload["as"],
    path: quoted.find((one) => one.startsWith("/")) ?? "",
    headers: Object.fromEntries(
      quoted
        .filter((one) => !one.startsWith("/"))
        .flatMap((one) => one.split(", "))
        .map((one) => one.split(/: (.*)/s).slice(0, 2)),
    ),
    status: status as Payload["status"],
    count: Number(count),
    acknowledged: ack !== undefined,
    identities: [...identities.matchAll(/`([^`]+)`/g)].map(([, one = ""]) => one).filter((one) => one !== "*"),
    madeUp: identities.includes("generate one"),
    title,
    severity: severity || null,
    endedBy: /→ (\S+\.json)/.exec(expected)?.[1] ?? null,
    raw: payloadBytes(`${source}/${file}`),
  };
}

/** A good or a bad signature over one of the recorded bodies. */
export interface Vector {
  scheme: string;
  file: string;
  secret: string;
  headers?: Record<string, string>;
  valid: boolean;
  why?: string;
  /** The header in which the time is, where the endpoint is told of one. */
  timestampHeader?: string;
  /** The clock to assume, seconds since 1970. */
  now?: number;
  /** A field of the body that stands for the header. */
  field?: string;
  value?: string;
}

export function vectors(): Vector[] {
  if (missing !== null) return [];
  return JSON.parse(payloadBytes("_signatures.json").toString()).vectors;
}

/** The certificate of the recorded SNS messages, for a download that is stubbed. */
export function signingCertificate(): string {
  return payloadBytes("cloudwatch-sns/_test-signing-cert.pem").toString();
}
