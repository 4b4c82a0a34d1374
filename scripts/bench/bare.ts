import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import process from "node:process";

/* The baseline: node:http that reads the body and says ok, or what lies in BODY_FILE. */

const file = process.env.BODY_FILE;
const body = file ? readFileSync(file) : Buffer.from("ok");
const type = file ? "text/html; charset=utf-8" : "text/plain";
createServer((req, res) => {
  req.resume();
  req.on("end", () => {
    res.writeHead(200, { "content-type": type, "content-length": body.length });
    res.end(body);
  });
}).listen(Number(process.env.PORT), "127.0.0.1");
