import { z } from "zod";
import { Secret } from "../base/secret.ts";

/* Pieces of what the settings of pagers and status providers are made of. */

/** A value that is never printed. */
export const secret = z.instanceof(Secret, { error: "It must be a text that holds the secret." });

/** An address on the web, without a slash at its end. */
export const address = z
  .union([z.string(), z.instanceof(Secret)], { error: "It must be an address like https://example.com." })
  .transform((value) => (typeof value === "string" ? value : value.reveal()))
  .refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ""), {
    error: "It must be an address like https://example.com.",
  })
  .transform((value) => value.replace(/\/+$/, ""));

/** An id that may be written as a number. */
export const id = z
  .union([z.string().min(1), z.number()], { error: "It must be the id, as a text or a number." })
  .transform(String);
