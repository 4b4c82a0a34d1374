import { expect, test } from "vitest";
import { type Http, type HttpCall, HttpTrouble } from "../../../src/base/http.ts";
import { NotNow } from "../../../src/in/source.ts";
import { openLookUp } from "../../../src/in/webhooks/look-up.ts";

function internet(answer: (call: HttpCall) => Promise<{ status: number; text: string }>) {
  const calls: HttpCall[] = [];
  const http: Http = async (call) => {
    calls.push(call);
    return { headers: {}, json: () => null, ...(await answer(call)) };
  };
  return { calls, lookUp: openLookUp(http) };
}

const address = "https://sns.eu-west-1.amazonaws.com/a.pem";
const trouble = new HttpTrouble("timeout", { method: "GET", host: "x" }, "it did not answer in time", true);

test("a text is got once, follows no redirect, and has its limits", async () => {
  const { calls, lookUp } = internet(async () => ({ status: 200, text: "pem" }));
  expect(await Promise.all([lookUp(address), lookUp(address)])).toEqual(["pem", "pem"]);
  expect(await lookUp(address)).toBe("pem");
  expect(calls).toEqual([{ method: "GET", url: address, redirects: 0, timeoutMs: 5_000, mostBytes: 65_536 }]);
});

test.each([301, 403, 404])("%i: there is none, and it is asked for again next time", async (status) => {
  const { calls, lookUp } = internet(async () => ({ status, text: "no" }));
  expect(await lookUp(address)).toBeNull();
  expect(await lookUp(address)).toBeNull();
  expect(calls).toHaveLength(2);
});

test.each([
  ["a server in trouble", async () => ({ status: 503, text: "" })],
  ["one that is busy", async () => ({ status: 429, text: "" })],
  ["one that does not answer", () => Promise.reject(trouble)],
])("%s is no reason to turn the sender away for good", async (_name, answer) => {
  const { lookUp } = internet(answer);
  await expect(lookUp(address)).rejects.toBeInstanceOf(NotNow);
});

test("forged messages make only so many calls at a time", async () => {
  const waiting: (() => void)[] = [];
  const { calls, lookUp } = internet(
    () => new Promise((resolve) => waiting.push(() => resolve({ status: 404, text: "" }))),
  );
  const asked = Array.from({ length: 8 }, (_, n) => lookUp(`${address}?${n}`));
  await expect(lookUp(`${address}?8`)).rejects.toBeInstanceOf(NotNow);
  for (const answer of waiting) answer();
  await Promise.all(asked);
  expect(calls).toHaveLength(8);
});

test("only the last hundred are kept", async () => {
  const { calls, lookUp } = internet(async ({ url }) => ({ status: 200, text: url }));
  for (let n = 0; n <= 100; n++) await lookUp(`${address}?${n}`);
  await lookUp(`${address}?100`);
  expect(calls).toHaveLength(101);
  await lookUp(`${address}?0`);
  expect(calls).toHaveLength(102);
});
