import { describe, expect, test } from "vitest";
import { contentOf, queryContent } from "../../../src/in/webhooks/content.ts";

const form = "application/x-www-form-urlencoded";
const of = (body: string, type?: string) => contentOf(Buffer.from(body), type);

/** A multipart form as browsers and scripts write it. */
function multipart(parts: Record<string, string>, boundary = "--x1"): string {
  const written = Object.entries(parts).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${written.join("")}--${boundary}--\r\n`;
}

describe("what a body says is decided by its bytes", () => {
  test.each([
    ["JSON by its name", '{"a":1}', "application/json", { a: 1 }],
    ["JSON called text", '{"a":1}', "text/plain; charset=UTF-8", { a: 1 }],
    ["JSON called a form", '{"a":"b=c"}', form, { a: "b=c" }],
    ["JSON called nothing", "[1]", undefined, [1]],
    ["a form by its name", "a=1&b=two+words%21", form, { a: "1", b: "two words!" }],
    ["a form called nothing", "a=1&b=%7B", undefined, { a: "1", b: "{" }],
    ["a form written carelessly", 'a=one two&b="x"', form, { a: "one two", b: '"x"' }],
    ["a form around JSON", "payload=%7B%22a%22%3A1%7D", form, { a: 1 }],
    ["a name that is there twice", "a=1&a=2", undefined, { a: "2" }],
    [
      "a multipart form",
      multipart({ a: "1", b: "x\r\ny" }),
      "multipart/form-data; boundary=--x1",
      { a: "1", b: "x\r\ny" },
    ],
    [
      "a multipart form around JSON",
      multipart({ data: '{"a":1}', msg: "x" }),
      'multipart/form-data; boundary="--x1"',
      { a: 1 },
    ],
    ["a multipart form called nothing", multipart({ data: '{"a":1}' }), undefined, { a: 1 }],
  ])("%s", (_name, body, type, value) => {
    expect(of(body, type)).toEqual({ value });
  });

  test("names like __proto__ are names", () => {
    const read = of("__proto__=x&constructor=y");
    expect(Object.entries((read as { value: object }).value)).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
  });

  test.each([
    ["JSON that was cut off, called a form", '{"a": "b=c"', form, /ends too early/],
    ["a text with an equals sign", "a = b", undefined, /no JSON/],
    ["markup", '<a href="x">', undefined, /no JSON/],
    ["markup called a form", "<html>", form, /no JSON/],
    ["a text called a form", "hello", form, /no JSON/],
    ["bytes that are no text", Buffer.from([0x61, 0x3d, 0xff]), form, /not UTF-8/],
    ["a part that is broken JSON", multipart({ data: '{"a":' }), undefined, /ends too early/],
    [
      "a boundary that is not the one",
      multipart({ a: "1" }),
      "multipart/form-data; boundary=other",
      /multipart form that is broken/,
    ],
    ["a multipart form without its end", multipart({ a: "1" }).slice(0, -8), undefined, /cut off/],
    ["a part without a name", "--x\r\ncontent-type: text/plain\r\n\r\n1\r\n--x--", undefined, /broken/],
    ["a part without a head", "--x\r\n1\r\n--x--", undefined, /broken/],
    [
      "too many parts",
      multipart(Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`a${n}`, "x"]))),
      undefined,
      /broken/,
    ],
  ])("%s is refused", (_name, body, type, words) => {
    const read = contentOf(Buffer.from(body), type);
    expect((read as { fault: string }).fault).toMatch(words);
  });
});

describe("a GET's values", () => {
  test("are in its query, without what is ours", () => {
    const query = new URLSearchParams("token=s&access_token=s&auth_token=s&explain=1&msg=x&heartbeat=%7B%7D");
    expect(queryContent(query)).toEqual({ value: { msg: "x", heartbeat: "{}" } });
  });

  test("have to be there", () => {
    expect(queryContent(new URLSearchParams("token=s"))).toEqual({ fault: expect.stringContaining("no values") });
  });
});
