/** Whom a page is for: a step of the paging ladder, or somebody by name. */
export const pageTargets = ["primary", "secondary", "everyone", "person"] as const;
export type PageTarget = (typeof pageTargets)[number];
