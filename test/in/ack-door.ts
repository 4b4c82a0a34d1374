import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { silentLog } from "../../src/base/log.ts";
import { Secret } from "../../src/base/secret.ts";
import { signToken } from "../../src/base/signed-token.ts";
import { ackLink } from "../../src/in/ack-link.ts";
import { savePerson } from "../../src/store/people.ts";
import { aPager } from "../kit/pagers.ts";
import { talk } from "./kit.ts";

const key = new Secret("the key of the links");
const paging = { paging: { instance: "ab3x", pagers: [aPager("pd")], resolvedThere: "ask" as const, selfTest: null } };

/** The page of the link that a page carries, on a server of its own. `token` makes links for dana. */
export async function ackDoor(own: object = {}) {
  const there = await talk({ ...paging, ...own });
  const { engine, store, clock } = there;
  await store.transact((tx) => savePerson(tx, { id: "U012AB3CD", name: "dana", realName: null, tz: null, seenAt: 0 }));
  const handle = ackLink({ engine, store, clock, log: silentLog, key, instance: "ab3x" });
  const server = createServer((req, res) => {
    if (!handle(req, res)) res.writeHead(299).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const token = (about: string, until = clock.now() + 60_000) =>
    signToken(key.reveal(), { about, person: "U012AB3CD", until });
  const visit = async (method: string, path: string) => {
    const answer = await fetch(`${url}${path}`, { method });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  return { ...there, url, token, visit };
}
