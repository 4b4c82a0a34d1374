import { z } from "zod";
import type { Notice } from "../domain/publishing/notice.ts";
import type { Work } from "./provider.ts";
import { isListed } from "./public-list.ts";

/* The page of Better Stack as everybody reads it (contracts: status providers 2). */

/** It holds ninety days of every resource. */
const mostBytes = 16 * 1024 * 1024;

const page = z.object({
  included: z
    .array(
      z.object({
        id: z.union([z.string(), z.number()]).transform(String).nullish().default(null),
        type: z.string().nullish(),
        attributes: z
          .object({ title: z.string().nullish(), aggregate_state: z.string().nullish(), ends_at: z.string().nullish() })
          .nullish(),
      }),
    )
    .nullish(),
});

/** Whether the page lists the report among those that are not over; null = where that page is was not said, or it is not clear. */
export async function isOnPage(
  notice: Notice,
  report: string,
  { settings: { page_url }, clock, json }: Work<{ page_url?: string | undefined }>,
): Promise<boolean | null> {
  if (page_url === undefined) return null;
  const { included } = await json({ method: "GET", path: `${page_url}/index.json`, open: true, mostBytes }, page);
  const open = (included ?? []).flatMap(({ id, type, attributes }) => {
    const { title, aggregate_state, ends_at } = attributes ?? {};
    const isOver =
      /^(resolved|completed)$/i.test(aggregate_state ?? "") ||
      (typeof ends_at === "string" && Date.parse(ends_at) <= clock.now());
    return type === "status_report" && !isOver ? [{ id, title: title ?? "" }] : [];
  });
  return isListed(open, notice, report);
}
