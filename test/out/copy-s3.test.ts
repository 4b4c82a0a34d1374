import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openHttp } from "../../src/base/http.ts";
import { Secret } from "../../src/base/secret.ts";
import { type CopyFile, listName } from "../../src/out/copy.ts";
import { bucketCopy } from "../../src/out/copy-s3.ts";
import { type Bucket, bucketKeys, openBucket } from "../kit/bucket.ts";

let bucket: Bucket;
const { http, close } = openHttp({ allowPrivate: true });
beforeEach(async () => {
  bucket = await openBucket("acme-status");
});
afterEach(() => bucket.close());

const place = (own: Partial<Parameters<typeof bucketCopy>[0]> = {}) =>
  bucketCopy(
    {
      endpoint: bucket.url,
      bucket: "acme-status",
      region: bucketKeys.region,
      prefix: "",
      accessKeyId: bucketKeys.accessKeyId,
      secretAccessKey: new Secret(bucketKeys.secret),
      ...own,
    },
    http,
  );
const aFile = (path: string, text: string, type = "text/html; charset=utf-8"): CopyFile => ({
  path,
  type,
  bytes: Buffer.from(text),
  mark: text,
});
const files = [
  aFile("index.html", "1"),
  aFile("incidents/a/index.html", "Ä"),
  aFile("badge.svg", "<svg/>", "image/svg+xml"),
];

describe("a copy in a bucket", () => {
  test("is signed as S3 asks, whatever is in a key; the front page comes after all that it leads to, the list last", async () => {
    expect(await place().bring([...files, aFile("a b+c/ü.html", "Ä")])).toEqual({ written: 4, removed: 0 });
    expect(bucket.objects.get("a b+c/ü.html")).toMatchObject({ text: "Ä", type: "text/html; charset=utf-8" });
    expect(bucket.objects.get("badge.svg")?.type).toBe("image/svg+xml");
    expect(bucket.objects.get("index.html")?.cache).toContain("stale-if-error");
    expect(bucket.calls.slice(-2)).toEqual(["PUT index.html", `PUT ${listName}`]);
  });

  test("is written again only where it has changed, also by a process that was started anew", async () => {
    await place().bring(files);
    bucket.calls.length = 0;
    expect(await place().bring(files)).toEqual({ written: 0, removed: 0 });
    expect(bucket.calls).toEqual([`GET ${listName}`]);
    expect(await place().bring([aFile("index.html", "2"), ...files.slice(2)])).toEqual({ written: 1, removed: 1 });
    expect([...bucket.objects.keys()].toSorted()).toEqual(["badge.svg", "index.html", listName]);
  });

  test("may lie below a prefix, beside what is somebody else's", async () => {
    bucket.objects.set("other.html", { text: "x", type: "", cache: "" });
    await place({ prefix: "acme/status/" }).bring(files);
    expect(bucket.objects.has("acme/status/index.html")).toBe(true);
    await place({ prefix: "acme/status/" }).bring([]);
    expect([...bucket.objects.keys()]).toEqual(["other.html", `acme/status/${listName}`]);
  });

  test("says in a sentence what is wrong, without any secret", async () => {
    const wrong = place({ secretAccessKey: new Secret("not the secret") });
    await expect(wrong.bring(files)).rejects.toThrow(
      "the bucket acme-status answered 403 (SignatureDoesNotMatch) to GET.",
    );
    bucket.fault = { status: 503, code: "SlowDown" };
    await expect(place().bring(files)).rejects.toThrow("answered 503 (SlowDown)");
    await bucket.close();
    await expect(place().bring(files)).rejects.toThrow("cannot be reached");
    bucket = await openBucket("acme-status");
    expect(bucket.objects.size).toBe(0);
  });
});

test("nothing is left open", () => close());
