import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import type { Hit, Rule } from "./rule.ts";

/*
 * Secrets by the rules of a library that follows the formats of many services. Its own way to run them is asynchronous and
 * reads files; the rules themselves are functions of a text that report what they find before they return, which is all
 * that the guard needs (docs/decisions/0006).
 */

/** What a rule is given to speak through, as far as rules for texts use it. */
interface Context {
  report(found: { range: [number, number] }): void;
  ignore(): void;
  createTranslator(): (messageId: string) => { message: string; messageId: string };
}

interface LibraryRule {
  meta: { id: string; type: string; supportedContentTypes: string[] };
  create(context: Context, options: object): { file?(source: object): unknown };
}

let found: [number, number][] = [];

const context: Context = {
  report: ({ range }) => void found.push(range),
  ignore: () => undefined,
  createTranslator: () => (messageId) => ({ message: messageId, messageId }),
};

const scanners = (rules as unknown as LibraryRule[])
  .filter(({ meta }) => meta.type === "scanner" && meta.supportedContentTypes.join() === "text")
  .map((rule) => rule.create(context, {}));

const hit = {
  replacement: "[a credential]",
  why: "This has the form of a service's credential. Whoever reads it may use it; if it was shown anywhere, revoke it.",
};

/** Credentials of services, as the library knows them. */
export const libraryRules: Rule = {
  name: "credential",
  secret: true,
  prepare: () => (content) => {
    found = [];
    for (const scanner of scanners)
      scanner.file?.({ filePath: "update.txt", ext: ".txt", contentType: "text", content });
    return found.map(([start, end]): Hit => ({ start, end, ...hit }));
  },
};
