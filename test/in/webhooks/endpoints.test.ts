import { expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import alertmanager from "../../../src/in/sources/alertmanager.ts";
import { type Configured, endpointsOf } from "../../../src/in/webhooks/endpoints.ts";

const none: Configured = {
  open: false,
  tokens: [],
  secrets: [],
  username: null,
  password: null,
  header: null,
  atRoot: false,
  limit: null,
  options: {},
};
const token = new Secret("t");

function endpoints(configured: Record<string, Configured>, openAll = false) {
  return endpointsOf([alertmanager], configured, { openAll });
}

test("with a real workspace there is what is configured, each with its secrets, and nothing else", () => {
  expect(endpoints({})).toEqual([]);
  const [one, eu] = endpoints({
    alertmanager: { ...none, tokens: [token] },
    "alertmanager/eu": { ...none, username: "am", password: new Secret("p") },
  });
  expect(one).toMatchObject({ source: "alertmanager", name: null, open: false, secrets: [token], headers: [] });
  expect(eu).toMatchObject({ source: "alertmanager", name: "eu", open: false });
  expect(eu?.secrets.map((secret) => secret.reveal())).toEqual(["am:p"]);
});

test("one is open when that is asked for by name", () => {
  expect(endpoints({ alertmanager: { ...none, open: true } })).toMatchObject([{ open: true }]);
});

test("with the local workspace all sources are open, whether they are named or not", () => {
  expect(endpoints({}, true)).toEqual([{ source: "alertmanager", open: true, secrets: [] }]);
  expect(endpoints({ "alertmanager/eu": { ...none, limit: 1000 } }, true)).toMatchObject([
    { name: "eu", open: true },
    { source: "alertmanager", open: true },
  ]);
});

test.each([
  ["a token", { tokens: [token] }],
  ["a signature", { secrets: [token] }],
  ["Basic", { username: "am", password: token }],
  ["a header of its own", { header: { name: "X-Key", value: token } }],
])("with the local workspace %s that is configured is asked for all the same", (_name, given) => {
  expect(endpoints({ "alertmanager/eu": { ...none, ...given } }, true)).toMatchObject([
    { name: "eu", open: false },
    { source: "alertmanager", open: true },
  ]);
});

test.each([
  ["a source nobody knows", { alertmanger: { ...none, open: true } }, /sources\.alertmanger: there is no such source/],
  ["a path that is too long", { "alertmanager/a/b": { ...none, open: true } }, /no such source/],
  ["no secret, and not open", { alertmanager: none }, /sources\.alertmanager: it needs a token, or `open: true`/],
])("%s stops the start with a sentence", (_name, configured, words) => {
  expect(() => endpoints(configured as Record<string, Configured>)).toThrow(words);
});
