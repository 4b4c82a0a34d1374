/** Works through a list, so many at a time. Once one of them throws, none is begun any more, and that is thrown on. */
export async function sideBySide<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const thrown: unknown[] = [];
  const one = async () => {
    for (const item of left) {
      if (thrown.length > 0) return;
      await work(item).catch((error: unknown) => thrown.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, one));
  if (thrown.length > 0) throw thrown[0];
}
