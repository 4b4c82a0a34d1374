import { remarks, type WritingRule } from "./rule.ts";

const pattern =
  /\b(?:because(?: of)?|caused by|due to(?! (?:begin|start|end|finish|complete|be )\b)|as a result of|owing to|triggered by|stems? from|(?:root )?(?:cause|reason) (?:is|was|seems|appears))\b(?: [^\s.,;:!?]+){0,4}/gi;

/** A cause that is named while it is still looked for is often another one in the end. */
export const cause: WritingRule = {
  name: "cause-too-early",
  find: (prose, { stage, causeKnown = stage !== "INVESTIGATING" && stage !== "SCHEDULED" }) =>
    causeKnown || stage === "SCHEDULED"
      ? []
      : remarks(prose, pattern, {
          why: "The cause is not known yet. If it turns out to be another one, this has to be taken back in public.",
          suggestion:
            "Say what customers see and that you are looking into it. Name the cause with the IDENTIFIED update.",
        }),
};
