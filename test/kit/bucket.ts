import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An object as it was stored. */
export interface StoredObject {
  text: string;
  type: string;
  cache: string;
}

/** S3 on this machine: one bucket, path style. It checks each signature (SigV4) by working it out for itself. */
export interface Bucket {
  url: string;
  objects: Map<string, StoredObject>;
  /** Method and key of each request that was right, in order. */
  calls: string[];
  /** Answered in the place of everything; null = as it should be. */
  fault: { status: number; code: string } | null;
  close(): Promise<void>;
}

export const bucketKeys = {
  accessKeyId: "AKIDEXAMPLE",
  secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  region: "eu-test-1",
};

export async function openBucket(name: string): Promise<Bucket> {
  const bucket: Bucket = { url: "", objects: new Map(), calls: [], fault: null, close };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => answer(req, res, Buffer.concat(chunks)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  bucket.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function answer(req: IncomingMessage, res: ServerResponse, body: Buffer): void {
    if (bucket.fault) return void no(res, bucket.fault.status, bucket.fault.code);
    const wrong = wrongIn(req, body);
    if (wrong) return void no(res, 403, wrong);
    const [, first, ...rest] = (req.url ?? "").split("/").map(decodeURIComponent);
    if (first !== name) return void no(res, 404, "NoSuchBucket");
    const key = rest.join("/");
    bucket.calls.push(`${req.method} ${key}`);
    if (req.method === "PUT") {
      bucket.objects.set(key, {
        text: body.toString("utf8"),
        type: req.headers["content-type"] ?? "",
        cache: req.headers["cache-control"] ?? "",
      });
      return void res.writeHead(200).end();
    }
    if (req.method === "DELETE") {
      bucket.objects.delete(key);
      return void res.writeHead(204).end();
    }
    const found = bucket.objects.get(key);
    if (!found) return void no(res, 404, "NoSuchKey");
    res.writeHead(200, { "content-type": found.type }).end(found.text);
  }
  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
  return bucket;
}

function no(res: ServerResponse, status: number, code: string): void {
  res
    .writeHead(status, { "content-type": "application/xml" })
    .end(`<Error><Code>${code}</Code><Message>x</Message></Error>`);
}

/** What is wrong with a request's signature, as S3 would call it; null when it is right. */
function wrongIn(req: IncomingMessage, body: Buffer): string | null {
  const { headers } = req;
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? "",
    );
  if (!match) return "AccessDenied";
  const [, id, day = "", region = "", signed = "", signature] = match;
  if (id !== bucketKeys.accessKeyId) return "InvalidAccessKeyId";
  if (region !== bucketKeys.region) return "AuthorizationHeaderMalformed";
  const date = String(headers["x-amz-date"] ?? "");
  if (!date.startsWith(day)) return "AccessDenied";
  const said = String(headers["x-amz-content-sha256"] ?? "");
  const sha = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");
  if (said !== sha(body)) return "XAmzContentSHA256Mismatch";
  const names = signed.split(";");
  if (!names.includes("host") || !names.includes("x-amz-date") || !names.includes("x-amz-content-sha256"))
    return "AccessDenied";
  const canonical = [
    req.method,
    req.url?.split("?")[0],
    req.url?.split("?")[1] ?? "",
    ...names.map(
      (name) =>
        `${name}:${String(headers[name] ?? "")
          .trim()
          .replace(/\s+/g, " ")}`,
    ),
    "",
    signed,
    said,
  ].join("\n");
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const key = ["s3", "aws4_request"].reduce<Buffer>(hmac, hmac(hmac(`AWS4${bucketKeys.secret}`, day), region));
  const toSign = ["AWS4-HMAC-SHA256", date, `${day}/${region}/s3/aws4_request`, sha(canonical)].join("\n");
  return hmac(key, toSign).toString("hex") === signature ? null : "SignatureDoesNotMatch";
}
