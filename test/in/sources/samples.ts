import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import type { Source } from "../../../src/in/source.ts";
import { parseJson } from "../../../src/in/webhooks/json.ts";
import { missing, payloadBytes, payloads, vectors } from "./payloads.ts";
import { read, requestOf, type Sent } from "./reading.ts";

/* Recorded bodies of senders lie beside the project. Where they are not, these tests say so and are passed over. */

export const haveSamples = missing === null;

/** The bytes of a file of the samples. */
export const sampleBytes = payloadBytes;

/** What a source reads of one of its samples. */
// biome-ignore lint/suspicious/noExplicitAny: the samples are of sources of all bodies
export function readSample(source: Source<any, any>, file: string, sent: Sent = {}) {
  const raw = sampleBytes(`${source.name}/${file}`);
  const parsed = parseJson(raw);
  if ("fault" in parsed) throw new Error(`${file}: ${parsed.fault}`);
  return read(source, parsed.value, { raw, ...sent });
}

/** Every sample of a source is read as the index says. `apart` are those whose reading its own test tells. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export function testSamples(source: Source<any, any>, { apart = [] }: { apart?: string[] } = {}): void {
  const samples = payloads().filter((one) => one.source === source.name && !apart.includes(one.file));
  if (!haveSamples)
    console.warn(`skipped: the recorded bodies of ${source.name}, because ../shared/payloads is not there`);

  describe.skipIf(!haveSamples)("recorded bodies are read as their index says", () => {
    test("there are some", () => {
      expect(samples.length).toBeGreaterThan(0);
    });

    test.each(samples)(
      "$file",
      ({ file, status, count, acknowledged, identities, madeUp, title, severity, ...more }) => {
        const signals = readSample(source, file, { headers: more.headers });
        expect(signals).toHaveLength(count);
        if (identities.length > 0) expect(signals.map((one) => one.identity)).toEqual(identities);
        if (madeUp) expect(signals[0]?.identity).toBe(`${source.prefix ?? source.name}:1`);
        for (const one of signals) {
          if (status !== "mixed") expect(one.status).toBe(status);
          expect(one.acknowledged !== undefined).toBe(acknowledged);
          expect(one.severityHint).toBe(severity);
          expect(one.title).not.toBe("");
        }
        if (count > 0) expect(signals.map((one) => one.title).join("\n")).toContain(title);
        if (more.endedBy !== null) {
          const { headers = {} } = samples.find((one) => one.file === more.endedBy) ?? {};
          const ends = readSample(source, more.endedBy, { headers });
          expect(ends.map((one) => [one.identity, one.status])).toEqual(
            signals.map((one) => [one.identity, "resolved"]),
          );
        }
      },
    );
  });
}

/** Nothing is looked up for a shared secret. */
const nobody = () => Promise.reject(new Error("nobody is asked"));

/** Every signature of a scheme, good and bad, over the recorded bytes. `optionsOf` says how the endpoint is set for one. */
export function testSignatures<Options>(
  source: Pick<Source<never, Options>, "verify" | "options">,
  scheme: string,
  optionsOf: (timestampHeader: string | undefined) => object = () => ({}),
): void {
  const own = vectors().filter((one) => one.scheme === scheme);

  describe.skipIf(!haveSamples)(`signatures of ${scheme}`, () => {
    test("are there, good and bad", () => {
      expect(new Set(own.map(({ valid }) => valid))).toEqual(new Set([true, false]));
    });

    test.each(own.map((one, at) => ({ name: `${at} ${one.why ?? one.file}`, ...one })))(
      "$name: $valid",
      async ({ file, secret, headers = {}, valid, timestampHeader, now }) => {
        const at = now === undefined ? {} : { at: now * 1_000 };
        const request = requestOf(sampleBytes(file), { headers, ...at });
        const options = (source.options?.parse(optionsOf(timestampHeader)) ?? {}) as Options;
        const secrets = [new Secret("another"), new Secret(secret)];
        expect(await source.verify?.(request, secrets, options, nobody)).toBe(valid);
        expect(await source.verify?.(request, [], options, nobody)).toBe(false);
      },
    );
  });
}
