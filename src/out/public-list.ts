import type { Notice } from "../domain/publishing/notice.ts";
import { plain, titlesOf } from "./provider.ts";

/** What a page that everybody reads lists: the id that it has there, where it says one, and its title. */
export interface Listed {
  id: string | null;
  title: string;
}

/**
 * Whether a notice is in the list: by its id, else by a title that it has or had, so that an id of another kind makes no
 * difference. Null = it is over, and something of its title is there, which may be another one.
 */
export function isListed(list: readonly Listed[], notice: Notice, id: string, titleThere?: string): boolean | null {
  if (list.some((one) => one.id === id)) return true;
  const titles = [...titlesOf(notice), ...(titleThere === undefined ? [] : [titleThere])].map(plain);
  if (list.some(({ title }) => titles.includes(plain(title)))) return notice.open ? true : null;
  return false;
}
