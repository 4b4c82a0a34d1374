import { createHash, timingSafeEqual } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { answerProblem } from "../base/problem.ts";
import type { Secret } from "../base/secret.ts";

/** Where post-mortem drafts lie, and who may read them. */
export interface Drafts {
  folder: string;
  /** The API token. */
  token: Secret;
  /** Whoever is on this machine may read them without it: only with the local workspace. */
  openOnLoopback: boolean;
}

/** A name that we give to drafts: nothing that leads out of the folder. */
const draftName = /^\/postmortems\/([0-9a-z][0-9a-z._-]{0,120}\.md)$/;

/** Answers `GET /postmortems/<file>` with the draft as it lies in the folder. False: the address is none of these. */
export function answerDraft(req: IncomingMessage, res: ServerResponse, drafts: Drafts): boolean {
  const [path = ""] = (req.url ?? "").split("?");
  if (!path.startsWith("/postmortems/")) return false;
  const name = draftName.exec(path)?.[1];
  if (req.method !== "GET" && req.method !== "HEAD") {
    answerProblem(
      res,
      { status: 405, title: "Wrong method", detail: "Drafts can only be read here." },
      { allow: "GET, HEAD" },
    );
  } else if (!mayRead(req, drafts)) {
    const detail = "A draft is read with the API token: `Authorization: Bearer <token>`.";
    answerProblem(
      res,
      { status: 401, title: "Token missing or wrong", detail },
      { "www-authenticate": 'Bearer realm="sitrep"' },
    );
  } else {
    void send(res, name === undefined ? null : join(drafts.folder, name));
  }
  return true;
}

async function send(res: ServerResponse, file: string | null): Promise<void> {
  const draft = file === null ? null : await readFile(file).catch(() => null);
  if (draft === null) {
    answerProblem(res, {
      status: 404,
      title: "No such draft",
      detail: "There is no draft of this name in the data folder.",
    });
    return;
  }
  res.writeHead(200, {
    "content-type": "text/markdown; charset=utf-8",
    "content-length": draft.length,
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; sandbox",
  });
  res.end(res.req.method === "HEAD" ? undefined : draft);
}

function mayRead(req: IncomingMessage, { token, openOnLoopback }: Drafts): boolean {
  const shown = /^bearer\s+(.+)$/i.exec(req.headers.authorization ?? "")?.[1];
  if (shown !== undefined) return timingSafeEqual(digest(shown.trim()), digest(token.reveal()));
  // The name is looked at as well: another's page may point a name of its own at this machine.
  const host = (req.headers.host ?? "").replace(/:\d+$/, "");
  const here = /^(::1|127\.|::ffff:127\.)/.test(req.socket.remoteAddress ?? "");
  return openOnLoopback && here && ["localhost", "127.0.0.1", "[::1]"].includes(host);
}

function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
