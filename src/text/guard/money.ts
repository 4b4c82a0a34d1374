import { hitsOf, type Rule } from "./rule.ts";

/** 8432, 8,432.10, 8.432,10, 8 432,10, 8'432.10; then k, M, million and the like. */
const figure = String.raw`(?:\d{1,3}(?:[ ,.']\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)`;
const scale = String.raw`(?:\s?(?:k|mm?|bn?|mio|mn)(?![A-Za-z])|\s(?:hundred|thousand|million|billion|grand)(?![A-Za-z]))?`;
const sum = `${figure}${scale}`;
const range = `${sum}(?:\\s?(?:-|to|or)\\s?${sum})?`;

const sign = String.raw`(?:(?:US|CA|AU|NZ|HK|A|C|R|S)?\$|[€£¥₹₩₽₺₴₦₫฿₪₱₡₲₵₸₿])`;
/** Codes that are no words in any case, and those that only count in capitals. */
const codes =
  "(?:USD|EUR|GBP|CHF|JPY|CNY|RMB|INR|AUD|CAD|NZD|BRL|MXN|KRW|SGD|HKD|ZAR|PLN|CZK|HUF|DKK|NOK|SEK|ILS|AED|SAR|THB|IDR|BTC|USDC|USDT)";
const words =
  "(?:(?:US|U\\.S\\.|American|Canadian|Australian)\\s+)?(?:dollars?|bucks|euros?|pounds?(?:\\s+sterling)?|sterling|quid|yen|yuan|renminbi|rupees?|(?:Swiss\\s+)?francs?|kron(?:a|or|e|er)|zlotys?|pesos?|reais|rubles?|roubles?|shekels?|cents?|euro\\s?cents?)";
const counts =
  "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|several|few|half)";
const spelled = `(?:(?:${counts}|and)[\\s-]+){0,11}${counts}[\\s-]+(?:(?:of|a)\\s+)?`;

const hit = {
  replacement: "an amount",
  why: "This is an amount of money. Say what it means instead: “quota exceeded”, “above the usual”.",
};

const patterns = [
  new RegExp(`${sign}\\s?-?${range}`, "gi"),
  new RegExp(`(?<![\\w.,])${range}\\s?${sign}`, "gi"),
  new RegExp(`(?<![A-Za-z0-9])${codes}\\s?-?${range}(?![\\d.]*\\d)`, "gi"),
  new RegExp(`(?<![\\w.,])${range}\\s?${codes}(?![A-Za-z0-9])`, "gi"),
  new RegExp(`(?<![\\w.,])${range}[\\s-]?${words}(?![A-Za-z])`, "gi"),
  new RegExp(`(?<![A-Za-z])${spelled}${words}(?![A-Za-z])`, "gi"),
  new RegExp(
    `(?<![\\w.,])${figure}${scale}(?=\\s+(?:over|above|under|below|beyond)\\s+(?:the\\s+|its\\s+|our\\s+)?budget)`,
    "gi",
  ),
  /(?<=\b(?:spend|spent|spending|costs?|bill|billed|invoiced?|revenue|budget)\s+(?:of|is|was|reached|hit)\s+)(?:\d{1,3}(?:[,']\d{3})+(?:\.\d{1,2})?|\d+\.\d{2})(?![\d%]|\s?(?:%|x\b|times\b))/gi,
];

/** Raw money amounts, in figures or words, in the common currencies and spellings. */
export const money: Rule = {
  name: "money",
  secret: false,
  prepare: () => (text) => patterns.flatMap((pattern) => hitsOf(text, pattern, hit)),
};
