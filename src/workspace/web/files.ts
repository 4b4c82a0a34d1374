import type { IncomingMessage, ServerResponse } from "node:http";
import type { World } from "../world.ts";
import { readBody } from "./body.ts";

/** Bounds one upload. */
const MOST_BYTES = 20 * 1024 * 1024;

/** `/upload/<id>` takes the bytes of a file that was announced; `/files/<id>` shows a file that was shared. */
export function filesDoor(world: World) {
  return async (request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> => {
    const [, kind, id = ""] = pathname.split("/");
    const file = world.files.get(id);
    if (!file) return void response.writeHead(404).end("file_not_found");
    if (kind === "files") {
      const download = { "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}` };
      response.writeHead(200, { "content-type": file.mimetype, "x-content-type-options": "nosniff", ...download });
      return void response.end(Buffer.from(file.content, "base64"));
    }
    if (request.method !== "POST") return void response.writeHead(405).end();
    const done = world.traffic.begin();
    response.on("close", done);
    const bytes = contentOf(request.headers["content-type"] ?? "", await readBody(request, MOST_BYTES));
    if (bytes.length !== file.size)
      return void response.writeHead(400).end(`expected ${file.size} bytes, got ${bytes.length}`);
    file.content = bytes.toString("base64");
    world.disk.put("file", file.id, file);
    response.writeHead(200, { "content-type": "text/plain" }).end(`OK - ${bytes.length}`);
  };
}

/** The SDK wraps the bytes into a multipart body of one part; others send them bare. */
function contentOf(contentType: string, body: Buffer): Buffer {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (!boundary) return body;
  const start = body.indexOf("\r\n\r\n");
  const end = body.lastIndexOf(`\r\n--${boundary}`);
  return start < 0 || end < start ? Buffer.alloc(0) : body.subarray(start + 4, end);
}
