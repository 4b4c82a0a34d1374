import { remarks, type WritingRule } from "./rule.ts";

/** Words of ours and what customers call the same thing, if they call it anything. */
const plain: [RegExp, string][] = [
  [/\bp(?:50|9\d|99\.9)\b(?: latency)?/gi, "how slow it is for how many requests"],
  [/\b[45]xx(?:s|es| errors| responses)?\b/gi, "“errors”, or the number that customers see"],
  [/\bOOM(?:[- ]?kill(?:ed|s|ing)?)?\b/g, "“ran out of memory”"],
  [/\b(?:k8s|kubernetes|pods?|kubelet|helm|sidecars?)\b/gi, "“our servers”"],
  [/\b(?:DBs?|RDBMS)\b/g, "“database”"],
  [/\b(?:read |write )?replicas?\b|\breplication lag\b|\bshards?\b/gi, "“a copy of the database”, or nothing at all"],
  [/\bfail(?:ed|ing)?[- ]?over\b/gi, "“switched to a standby”"],
  [/\broll(?:ed|ing)?[- ]?forward\b|\bhot[- ]?fix(?:es)?\b/gi, "“a correction”"],
  [/\b(?:up|down)stream(?: provider| dependency| dependencies)?\b/gi, "“a service we depend on”"],
  [/\b(?:ingress|egress|LBs?|load[- ]balancers?|reverse prox(?:y|ies))\b/gi, "“the way in to our service”"],
  [/\bback[- ]?pressure\b|\bqueue depth\b|\bsaturat(?:ed|ion)\b/gi, "“more requests than we could answer”"],
  [
    /\bcircuit[- ]breakers?\b|\bthundering herd\b|\bsplit[- ]brain\b|\brace condition\b/gi,
    "what customers notice of it",
  ],
  [/\bcold[- ]?starts?\b|\bcache[- ](?:miss(?:es)?|stampede)\b/gi, "“slow at first”"],
  [/\b(?:prod|infra|env|repo)\b/gi, "the whole word"],
  [/\b(?:RCA|MTTR|MTTD|SLOs?|SLIs?|SRE|NOC)\b/g, "the words it stands for"],
  [/\brunbooks?\b|\bplaybooks?\b|\bon-?call\b|\bwar room\b/gi, "nothing: how we work is no help to customers"],
  [/\bregress(?:ed|ion)\b/gi, "“a fault in a release”"],
  [/\bimpact(?:ed|ing)\b/gi, "“affected”"],
  [/\b(?:leverag|utili[sz])(?:e|es|ed|ing)\b/gi, "“use”"],
  [/\b(?:bounced?|kicked|flapping|borked|hosed|wedged|tanked)\b/gi, "what happened, in words that everybody knows"],
];

/** Words of the trade, where customers read. */
export const jargon: WritingRule = {
  name: "jargon",
  find: (prose) =>
    plain.flatMap(([pattern, words]) =>
      remarks(prose, pattern, {
        why: "Customers need not know this word.",
        suggestion: `Say ${words}.`,
      }),
    ),
};
