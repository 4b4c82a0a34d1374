import type { ServerResponse } from "node:http";

/** One fault of what was sent: where (a JSON pointer, or the name of a field) and what. */
export interface Fault {
  pointer: string;
  detail: string;
}

/** A no over HTTP, as RFC 9457 writes it. `detail` is one sentence for whoever sent the request. */
export interface Problem {
  status: number;
  title: string;
  detail: string;
  errors?: Fault[] | undefined;
}

/** Answers a request with a problem. Nothing is written when an answer is under way already. */
export function answerProblem(res: ServerResponse, problem: Problem, headers: Record<string, string> = {}): void {
  if (res.headersSent) return;
  const body = JSON.stringify({ type: "about:blank", ...problem });
  res.writeHead(problem.status, {
    ...headers,
    "content-type": "application/problem+json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  res.end(res.req.method === "HEAD" ? undefined : body);
}
