import { type ProviderWorld, secretOf } from "./desk.ts";
import { type Answered, type Asked, openFake } from "./fake.ts";

export const credential = "u31-4Kx9Qw2m";

interface Announcement {
  id: number;
  title: string;
  content: string;
  status: string;
  type: string;
  startDate: string | null;
  endDate: string | null;
}
export interface Variant {
  /** In which case the states are read: not established. */
  upperCase?: boolean;
  /** How many announcements stand on one page of the list. */
  size?: number;
  /** Answered to every writing call. */
  refused?: boolean;
}
export type World = ProviderWorld & { announcements: Announcement[]; pinned(): number | null; asked: Asked[] };

const states = ["Offline", "Pending", "Published", "Archived"];

/** UptimeRobot's API v3, as its document tells of announcements. */
export async function openUptimeRobotWorld({
  upperCase = false,
  size = 20,
  refused = false,
}: Variant = {}): Promise<World> {
  const announcements: Announcement[] = [];
  let pinned: number | null = null;
  let writes = 0;
  let id = 70;
  const as = (one: Announcement) => ({
    ...one,
    status: upperCase ? one.status.toUpperCase() : one.status,
    pspId: 31,
    userId: null,
    deliveryStatus: null,
    sentCount: null,
  });
  const no = (status: number, message: string | string[]): Answered => ({ status, json: { message, code: "x" } });
  const wrongIn = ({ title, content, status, type, startDate, endDate }: Partial<Announcement>): string[] => [
    ...(title !== undefined && (title === "" || title.length > 255) ? ["title is not valid"] : []),
    ...(content !== undefined && content.length > 2_000 ? ["content must be at most 2000 characters"] : []),
    ...(status !== undefined && !states.includes(status) ? ["status is not valid"] : []),
    ...(type !== undefined && !["Info", "Maintenance", "Issue"].includes(type) ? ["type is not valid"] : []),
    ...(startDate && endDate && Date.parse(endDate) <= Date.parse(startDate) ? ["endDate is before startDate"] : []),
  ];
  const fake = await openFake(({ method, path, query, headers, json }) => {
    if (headers.authorization !== `Bearer ${credential}`) return no(401, "Unauthorized");
    const parts = /^\/v3\/psps\/31\/announcements(?:\/(\d+)(?:\/(pin|unpin))?)?$/.exec(path);
    if (!parts) return no(404, "Not found");
    const one = announcements.find((each) => each.id === Number(parts[1]));
    if (parts[1] && !one) return no(404, "Announcement not found");
    if (method === "GET" && one) return { status: 200, json: as(one) };
    if (method === "GET") {
      const from = Number(query.get("cursor") ?? 0);
      const data = announcements.slice(from, from + size).map(as);
      const next = from + size;
      const nextLink = next < announcements.length ? `https://elsewhere.example.com/v3/x?cursor=${next}` : null;
      return { status: 200, json: { nextLink, data } };
    }
    if (refused) return no(403, "Your plan does not allow this");
    if (one && parts[2]) {
      writes += 1;
      pinned = parts[2] === "pin" ? one.id : pinned === one.id ? null : pinned;
      return { status: 200, json: {} };
    }
    if (method === "DELETE") return no(404, "Cannot DELETE");
    const wrong = wrongIn({ ...(one ?? {}), ...json });
    if (wrong.length > 0) return no(400, wrong);
    writes += 1;
    const made = one ?? { id: ++id, type: "Info", endDate: null };
    Object.assign(made, json);
    if (!one) announcements.push(made as Announcement);
    return { status: one ? 200 : 201, json: as(made as Announcement) };
  });
  return {
    settings: { page: 31, api_key: secretOf(credential), url: `${fake.url}/v3` },
    components: { Gateway: "1" },
    faults: fake.faults,
    left: fake.left,
    asked: fake.asked,
    announcements,
    pinned: () => pinned,
    writes: () => writes,
    told: () => null,
    shown: () =>
      announcements.map(({ type, title, status, content }) => ({
        kind: type === "Maintenance" ? "maintenance" : "incident",
        title,
        open: status === "Published" || status === "Pending",
        texts: [content],
      })),
    component: () => null,
    tamper(how) {
      const one = announcements.at(-1);
      if (!one || how === "component") return false;
      if (how === "title") one.title = "Something else";
      else if (how === "text") one.content = "All is well.";
      else announcements.pop();
      return true;
    },
    close: fake.close,
  };
}
