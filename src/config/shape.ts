import { z } from "zod";
import type { Path } from "./environment.ts";

/** The names that a schema knows at a path. */
export function namesAt(schema: z.ZodType, path: Path): string[] {
  let at: z.ZodType | undefined = bare(schema);
  for (const step of path) {
    if (at instanceof z.ZodObject) at = at.shape[step] as z.ZodType | undefined;
    else if (at instanceof z.ZodArray) at = at.element as z.ZodType;
    else if (at instanceof z.ZodRecord) at = at.valueType as z.ZodType;
    at = at && bare(at);
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

/** A schema without its default, its optionality and what is done with its value afterwards. */
function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)
    return bare(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodPipe)
    return bare((schema.in instanceof z.ZodTransform ? schema.out : schema.in) as z.ZodType);
  return schema;
}
