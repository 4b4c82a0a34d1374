import process from "node:process";
import { createTransport } from "nodemailer";

/*
 * The baseline: as many mails of the same kind and size, over as many connections, by nodemailer and nothing else. It says
 * how long that took, ms, and how much more memory it had at most than at the start, MiB.
 */

const [port, mails, connections] = process.argv.slice(2).map(Number);
const transport = createTransport({
  pool: true,
  maxConnections: connections,
  host: "127.0.0.1",
  port,
  ignoreTLS: true,
});
const rest = process.memoryUsage.rss();
let peak = rest;
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 20);
const began = performance.now();
const left = Array.from({ length: mails ?? 0 }, (_, n) => n).values();
const lane = async () => {
  for (const n of left)
    await transport.sendMail({
      from: "Acme Status <status@acme.example>",
      to: `plain-${n}@example.com`,
      subject: "[Acme] Investigating: the gateway is slow",
      text: "Requests fail, and callers see errors. We look into it.\n".repeat(12),
      messageId: `<plain.${n}@acme.example>`,
      headers: { "List-Unsubscribe": `<https://status.acme.example/unsubscribe/${n}>` },
    });
};
await Promise.all(Array.from({ length: connections ?? 1 }, lane));
process.stdout.write(`${performance.now() - began} ${(peak - rest) / 1024 / 1024}\n`);
clearInterval(watch);
transport.close();
