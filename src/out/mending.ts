import type { Notice, NoticeUpdate } from "../domain/publishing/notice.ts";
import { plain, type Stood } from "./provider.ts";

/** What a repair has to do to the updates of a notice that stands at a provider. */
export interface Mending {
  /** Ours whose texts somebody changed there, with the ids they have there. */
  rewrite: { update: NoticeUpdate; theirs: string }[];
  /** The newest of ours is not the newest there: it was deleted, or somebody posted after it. */
  again: boolean;
}

/**
 * How what stands there differs from our updates. `theirs` = all updates there, oldest first. Where texts cannot be changed,
 * `canRewrite` is false: then a newest one with other words counts as one that is not there.
 */
export function mendingOf(
  { updates }: Pick<Notice, "updates">,
  { posts }: Pick<Stood, "posts">,
  theirs: readonly { id: string; text: string }[],
  { render, canRewrite }: { render: (update: NoticeUpdate) => string; canRewrite: boolean },
): Mending {
  const isOurs = (update: NoticeUpdate, text: string) => plain(text) === plain(render(update));
  const rewrite = posts.flatMap(({ update: id, theirs: at }) => {
    const update = updates.find((one) => one.id === id);
    const there = theirs.find((one) => one.id === at);
    return update && there && canRewrite && !isOurs(update, there.text) ? [{ update, theirs: there.id }] : [];
  });
  const newest = updates.at(-1);
  const last = theirs.at(-1);
  const isLast =
    newest !== undefined &&
    last !== undefined &&
    (isOurs(newest, last.text) || rewrite.some((one) => one.update === newest && one.theirs === last.id));
  return { rewrite, again: newest !== undefined && !isLast };
}
