// @ts-check

/**
 * Makes an element. `on...` properties are listeners, `dataset` and `vars` (custom CSS properties) are objects, `true` and
 * `false` are presence and absence, `undefined` and `null` are left out; everything else is an attribute. Text children
 * become text nodes, so nothing that came from outside is ever read as HTML.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [props]
 * @param {...any} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name === "vars")
      for (const [key, set] of Object.entries(value)) element.style.setProperty(`--${key}`, set);
    else if (name === "value") /** @type {any} */ (element).value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  add(element, children);
  return element;
}

/**
 * @param {Node} parent
 * @param {any} child a node, a text, a list of either; nothing for empty values
 */
function add(parent, child) {
  if (child === undefined || child === null || child === false || child === "") return;
  if (Array.isArray(child)) for (const one of child) add(parent, one);
  else parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
}

/**
 * Replaces what an element holds.
 * @param {Element} parent
 * @param {...any} children
 */
export function fill(parent, ...children) {
  const fragment = document.createDocumentFragment();
  add(fragment, children);
  parent.replaceChildren(fragment);
}

/**
 * The part of the frame with this id. It is in `index.html`, so its absence is a bug.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function part(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found;
}

let made = 0;
/**
 * An id for labels and descriptions, unique in this page.
 * @param {string} kind
 */
export function freshId(kind) {
  made += 1;
  return `${kind}-${made}`;
}

/** Outlines of our own on a 20 x 20 grid, drawn with a 1.6 stroke. @type {Record<string, string>} */
const OUTLINES = {
  hash: "M7.5 3 6 17M14 3l-1.500 14M3.500 7.500h13.500M3 12.500h13.500",
  lock: "M5.500 9h9v7.500h-9zM7.300 9V6.500a2.700 2.700 0 0 1 5.400 0V9",
  archive: "M3.500 4h13v3.500h-13zM5 7.500V16h10V7.500M8.300 10.700h3.400",
  menu: "M3.500 6h13M3.500 10h13M3.500 14h13",
  close: "M5 5l10 10M15 5 5 15",
  pin: "M8 3.500h4l-.5 5 3 2.500H5.500l3-2.500zM10 11v5.500",
  link: "M8.500 11.500a3 3 0 0 0 4.200 0l2.400-2.400a3 3 0 0 0-4.200-4.200l-.8.8M11.500 8.500a3 3 0 0 0-4.200 0l-2.400 2.400a3 3 0 0 0 4.200 4.200l.8-.8",
  send: "M3.500 10 16.500 4l-3.800 12.500-3.200-5z",
  smile:
    "M10 3.200a6.800 6.800 0 1 0 0 13.600 6.800 6.800 0 0 0 0-13.600M7.200 11.700c1.300 1.900 4.300 1.900 5.600 0M7.700 7.800v.4M12.300 7.800v.4",
  reply: "M16.500 4.500v8.200H9l-3.800 3v-3H3.500V4.500z",
  more: "M4.900 10h.2M9.900 10h.2M14.900 10h.2",
  home: "M3.500 9.500 10 4l6.500 5.500M5.500 8.500V16h9V8.500M8.500 16v-4h3v4",
  inspect: "M7 6 3.200 10 7 14M13 6l3.800 4L13 14M11 4.500 9 15.500",
  clock: "M10 3.200a6.800 6.800 0 1 0 0 13.600 6.800 6.800 0 0 0 0-13.600M10 6.200V10l2.600 1.800",
  theme: "M10 3.200a6.800 6.800 0 1 0 0 13.600V3.200M10 3.200a6.800 6.800 0 0 1 0 13.600",
  plus: "M10 4v12M4 10h12",
  down: "M5.500 8 10 12.500 14.500 8",
  bolt: "M11 3 5 11.500h4.500L9 17l6-8.500h-4.500z",
  people:
    "M7.500 10a2.700 2.700 0 1 0 0-5.400 2.700 2.700 0 0 0 0 5.400M2.800 16c.3-3 2.200-4.500 4.700-4.500s4.400 1.500 4.700 4.500M13 4.900a2.600 2.600 0 0 1 0 4.900M14.300 11.900c1.700.5 2.700 1.900 2.900 4.100",
  eye: "M2.800 10S5.500 5 10 5s7.200 5 7.200 5-2.700 5-7.200 5-7.200-5-7.200-5M10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4",
  warn: "M10 3.500 17 16H3zM10 8.300v3.500M10 13.700v.2",
  search: "M9 3.800a5.200 5.200 0 1 0 0 10.400A5.200 5.200 0 0 0 9 3.800M12.800 12.800l3.700 3.700",
  check: "M4.500 10.500 8.500 14.500 15.500 6",
  back: "M12 5l-5 5 5 5",
  trash: "M4 6h12M8 6V4h4v2M5.500 6l.8 10.500h7.400L14.500 6",
  file: "M5.500 3h6l3 3v11h-9zM11.500 3v3h3",
};

/**
 * A small drawing; it says nothing to a screen reader, so the control around it needs words.
 * @param {string} name
 */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", OUTLINES[name] ?? "");
  svg.appendChild(path);
  return svg;
}
