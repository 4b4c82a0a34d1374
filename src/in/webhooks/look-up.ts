import { type Http, HttpTrouble } from "../../base/http.ts";
import { type LookUp, NotNow } from "../source.ts";

/** A certificate has some 2 kB; what is much larger is none. */
const mostBytes = 64 * 1024;
/** A sender waits for its answer meanwhile. */
const timeoutMs = 5_000;
/** How many texts are kept, and how many calls may be under way: bounds what forged messages can make us do. */
const mostKept = 100;
const mostCalls = 8;

/**
 * Gets small texts from addresses that messages name, each once. Follows no redirect: the address was looked at, and where
 * it leads was not.
 */
export function openLookUp(http: Http): LookUp {
  const kept = new Map<string, string>();
  const underWay = new Map<string, Promise<string | null>>();

  const get = async (url: string): Promise<string | null> => {
    const { status, text } = await http({ method: "GET", url, redirects: 0, timeoutMs, mostBytes });
    if (status >= 500 || status === 429) throw new NotNow("What the message is signed with cannot be had just now.");
    if (status !== 200) return null;
    const [oldest] = kept.keys();
    if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
    kept.set(url, text);
    return text;
  };

  return async (url) => {
    const known = kept.get(url);
    if (known !== undefined) return known;
    const already = underWay.get(url);
    if (already !== undefined) return already;
    if (underWay.size >= mostCalls) throw new NotNow("Too many certificates are being looked at. Send this again.");
    const call = get(url)
      .catch((error: unknown) => {
        throw error instanceof HttpTrouble ? new NotNow(`${error.message}. Send this again.`) : error;
      })
      .finally(() => underWay.delete(url));
    underWay.set(url, call);
    return call;
  };
}
