import { html } from "hono/html";

/** What the page of a link to acknowledge says. */
export interface AckView {
  /** How it went: it waits for somebody, it is done with, or it cannot be done. */
  mood: "asks" | "done" | "not";
  title: string;
  words: string;
  /** What whoever paged by hand said. */
  message?: string | undefined;
}

/** The style of the page. Whoever opens it was just woken: one thing to read, one thing to press. */
const style = `
  :root {
    color-scheme: light dark;
    --page: #f4f5f7; --card: #fff; --ink: #1b1f24; --quiet: #565e69; --line: #d8dce2;
    --asks: #b42318; --done: #0a6b2d; --not: #8a5300;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --page: #14161a; --card: #1f2329; --ink: #eceef1; --quiet: #a9b1bc; --line: #363c45;
      --asks: #ff8a7a; --done: #58c878; --not: #f0b45a;
    }
  }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--page); color: var(--ink); font: 1.125rem/1.5 system-ui, sans-serif; }
  main {
    max-width: 32rem; margin: clamp(1rem, 12vh, 8rem) auto 1rem; width: calc(100% - 2rem); padding: 1.5rem;
    background: var(--card); border: 1px solid var(--line); border-top: 0.375rem solid var(--mood); border-radius: 0.75rem;
  }
  .asks { --mood: var(--asks); } .done { --mood: var(--done); } .not { --mood: var(--not); }
  h1, p, blockquote { margin: 0 0 1rem; overflow-wrap: anywhere; }
  h1 { font-size: 1.375rem; line-height: 1.3; text-wrap: balance; }
  blockquote { padding-left: 1rem; border-left: 0.25rem solid var(--line); white-space: pre-wrap; }
  .words { font-weight: 600; color: var(--mood); }
  .not .words { font-weight: inherit; color: inherit; }
  .from { margin: 0; font-size: 0.9375rem; color: var(--quiet); }
  button {
    display: block; width: 100%; min-height: 3.5rem; margin: 0 0 1rem; border: 0; border-radius: 0.5rem;
    background: #0a6b2d; color: #fff; font: inherit; font-size: 1.25rem; font-weight: 600; cursor: pointer;
  }
  button:hover { background: #08561f; }
  button:focus-visible { outline: 0.1875rem solid var(--ink); outline-offset: 0.1875rem; }
`;

/** The page, whole: no script, and nothing from elsewhere. */
export function ackPage({ mood, title, words, message }: AckView): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main class="${mood}">
<h1>${title}</h1>
${message ? html`<blockquote>${message}</blockquote>` : ""}
<p class="words">${words}</p>
${mood === "asks" ? html`<form method="post"><button>I have it</button></form>` : ""}
<p class="from">${mood === "asks" ? "Pressing it acknowledges for you: nobody else is paged." : "From Sitrep."}</p>
</main>
</body>
</html>`;
  return String(page);
}
