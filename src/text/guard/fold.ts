/*
 * What a reader takes a character for. A key that is written with letters of another alphabet, in full width or with dots
 * under its letters is still read, and can be typed off.
 */

/** Letters of other alphabets, and rarer ones of ours, that look like a plain one. Pairs: what is written, what is read. */
const small = pairs(
  "аaеeоoрpсcуyхxкkіiѕsјjԁdԛqѡwмmтtвbнhгrһhӏlүyѵvьbєeԝwпn",
  "οoαaνvιiκkρpτtυuχxεeγyωwηnσoϲcϳjβbζzμu",
  "ıiȷjłlđdøoɡgɩiɑaʟlꞁlƙkɓbɗdʀrɪiᴀaʙbᴄcᴅdᴇeꜰfɢgʜhᴊjᴋkᴍmɴnᴏoᴘpǫqꜱsᴛtᴜuᴠvᴡwʏyᴢzօoսuցgհhոnպwւlօoℓlœoæaðdþp",
);
const capital = pairs(
  "АAВBЕEКKМMНHОOРPСCТTУYХXЅSІIЈJԌGҮYӀIԚQԜW",
  "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXϹC",
  "ØOŁLĐDƊDÐDƁBƘKՕOՍUԼLՏS",
);
const signs = pairs(
  "‐-‑-‒-–-—-―-−-⁃-˗-➖-",
  "。.․.ꓸ.٫.‧.∙.",
  "ˍ_‗_‿_⁀_",
  "∕/⁄/⧸/",
  "∶:꞉:ː:ː:",
  "’'‘'ʼ'′'",
  "＠@﹫@",
  "⠀ ",
);

function pairs(...rows: string[]): [string, string][] {
  const letters = [...rows.join("")];
  return letters.flatMap((written, at) => (at % 2 === 0 ? [[written, letters[at + 1] ?? ""] as [string, string]] : []));
}

const read = new Map<string, string>([...small, ...capital, ...signs]);
const known = new Map<string, string>();

/** Nobody sees these: formats, joiners, fillers, variation selectors, controls. */
const invisible =
  /^(?:\p{Cf}|\p{Variation_Selector}|\u034F|[\u115F\u1160]|\u17B4|\u17B5|[\u180B-\u180F]|\u3164|\uFFA0|(?![\t\n\r])\p{Cc})$/u;

/** True for a character that takes no room and shows nothing, a soft hyphen included. */
export function isInvisible(character: string): boolean {
  return invisible.test(character);
}

/** A character as it is read: none, one or several plain ones. Marks on letters go, figures of all scripts become ours. */
export function fold(character: string): string {
  const before = known.get(character);
  if (before !== undefined) return before;
  const folded = [...character.normalize("NFKC").normalize("NFD").replace(/\p{M}/gu, "")].map(plain).join("");
  // Bounded by the number of characters there are; in practice by those that people use.
  known.set(character, folded);
  return folded;
}

function plain(character: string): string {
  const found = read.get(character);
  if (found !== undefined) return found;
  return /\p{Nd}/u.test(character) ? figure(character) : character;
}

/** The figures of a script stand together in tens, the zero first. */
function figure(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}
