import { hash } from "node:crypto";
import { AwsV4Signer } from "aws4fetch";
import { type Http, type HttpAnswer, HttpTrouble } from "../base/http.ts";
import type { Secret } from "../base/secret.ts";
import {
  type Copied,
  type CopyFile,
  type CopyPlace,
  CopyTrouble,
  changesTo,
  listName,
  listOf,
  readList,
} from "./copy.ts";
import { sideBySide } from "./side-by-side.ts";

/** A bucket of S3, or of anything that speaks like it. */
export interface BucketSettings {
  /** `https://s3.eu-central-1.amazonaws.com` */
  endpoint: string;
  bucket: string;
  region: string;
  /** Stands before every path; empty, or with a slash at its end. */
  prefix: string;
  accessKeyId: string;
  secretAccessKey: Secret;
}

/** Uploads at the same time. */
const atOnce = 6;
const timeoutMs = 20_000;
/** Browsers and caches in between may keep a file this long. */
const cacheControl = "public, max-age=30, stale-while-revalidate=60, stale-if-error=86400";

/** A bucket. An object is replaced as a whole by S3 itself, so no reader meets half a file. */
export function bucketCopy(settings: BucketSettings, http: Http): CopyPlace {
  const { bucket, prefix, region } = settings;
  const name = `the bucket ${bucket}${prefix === "" ? "" : `/${prefix.replace(/\/$/, "")}`}`;

  async function call(
    method: "GET" | "PUT" | "DELETE",
    path: string,
    file?: Pick<CopyFile, "type" | "bytes">,
  ): Promise<HttpAnswer> {
    const url = `${settings.endpoint}/${bucket}/${encoded(`${prefix}${path}`)}`;
    const signer = new AwsV4Signer({
      method,
      url,
      headers: {
        "x-amz-content-sha256": hash("sha256", file?.bytes ?? "", "hex"),
        ...(file ? { "content-type": file.type, "cache-control": cacheControl } : {}),
      },
      body: file ? new Uint8Array(file.bytes) : null,
      accessKeyId: settings.accessKeyId,
      secretAccessKey: settings.secretAccessKey.reveal(),
      service: "s3",
      region,
    });
    const signed = await signer.sign();
    const headers = Object.fromEntries([...signed.headers].filter(([one]) => one.toLowerCase() !== "host"));
    const answer = await http({
      method,
      url: signed.url.href,
      headers,
      body: file?.bytes,
      timeoutMs,
      redirects: 0,
    }).catch((error: unknown) => {
      throw error instanceof HttpTrouble ? new CopyTrouble(`${name} cannot be reached: ${error.message}.`) : error;
    });
    if (answer.status < 300 || (answer.status === 404 && method !== "PUT")) return answer;
    throw new CopyTrouble(`${name} answered ${answer.status}${codeIn(answer.text)} to ${method}.`);
  }

  return {
    name,
    async bring(files): Promise<Copied> {
      const list = await call("GET", listName);
      const text = list.status === 404 ? null : list.text;
      const { write, remove } = changesTo(readList(text), files);
      const [first, last] = [
        write.filter(({ path }) => path !== "index.html"),
        write.filter(({ path }) => path === "index.html"),
      ];
      await sideBySide(first, atOnce, async (file) => void (await call("PUT", file.path, file)));
      for (const file of last) await call("PUT", file.path, file);
      await sideBySide(remove, atOnce, async (path) => void (await call("DELETE", path)));
      const now = listOf(files);
      if (now !== text) await call("PUT", listName, { type: "application/json", bytes: Buffer.from(now) });
      return { written: write.length, removed: remove.length };
    },
  };
}

/** A key as S3 signs it: every sign but letters, figures and `-._~/` encoded. */
function encoded(key: string): string {
  return key
    .split("/")
    .map((part) => encodeURIComponent(part))
    .join("/");
}

/** What S3 calls an error, where it says so: `AccessDenied`. Its sentence may hold a key id, and stays out. */
function codeIn(text: string): string {
  const [, code] = /<Code>([A-Za-z]{1,60})<\/Code>/.exec(text) ?? [];
  return code ? ` (${code})` : "";
}
