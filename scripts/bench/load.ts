import autocannon from "autocannon";

export interface Load {
  url: string;
  path: string;
  body?: (() => string) | undefined;
  connections?: number;
  seconds: number;
  /** Requests a second at the most; absent = as many as go. */
  rate?: number;
}

export interface Answered {
  perSecond: number;
  p99Ms: number;
  not2xx: number;
}

/** Sends requests for a while and counts the answers. Every body is made anew. */
export async function load({ url, path, body, connections = 64, seconds, rate }: Load): Promise<Answered> {
  const result = await autocannon({
    url: url + path,
    connections,
    duration: seconds,
    ...(rate ? { overallRate: rate } : {}),
    ...(body
      ? {
          method: "POST" as const,
          headers: { "content-type": "application/json" },
          setupClient: (client) => {
            client.setBody(body());
            client.on("response", () => client.setBody(body()));
          },
        }
      : {}),
  });
  return { perSecond: result.requests.average, p99Ms: result.latency.p99, not2xx: result.non2xx + result.errors };
}
