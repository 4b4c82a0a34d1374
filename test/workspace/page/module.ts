/** A module of the page. The page is plain JavaScript for browsers; those of its files that touch no document run here as well. */
// biome-ignore lint/suspicious/noExplicitAny: the page's own type check (src/workspace/page/tsconfig.json) knows its types; this one does not read JavaScript.
export const pageModule = (name: string): Promise<any> =>
  import(new URL(`../../../src/workspace/page/${name}`, import.meta.url).href);
