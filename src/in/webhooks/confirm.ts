import { type Http, HttpTrouble } from "../../base/http.ts";
import { NotNow } from "../source.ts";

/** The sender waits for its answer meanwhile, some for 15 s. */
const timeoutMs = 5_000;

/**
 * Calls the address by which a sender wants to be confirmed; twice does no harm. It is done before the sender is answered,
 * so that one who hears {@link NotNow} asks again: nothing has to be remembered over a crash.
 */
export async function confirm(http: Http, address: string): Promise<void> {
  try {
    const { status } = await http({ method: "GET", url: address, redirects: 0, timeoutMs });
    if (status < 200 || status > 299)
      throw new NotNow(`The confirmation was answered with ${status}. Send this again.`);
  } catch (error) {
    throw error instanceof HttpTrouble ? new NotNow(`${error.message}. Send this again.`) : error;
  }
}
