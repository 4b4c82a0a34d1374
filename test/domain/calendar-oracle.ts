import type { CalendarSettings } from "../../src/domain/calendar.ts";

const minute = 60_000;

/** What the clock on the wall reads, minute by minute, as Intl tells it. */
interface Reading {
  date: string;
  weekday: string;
  minuteOfDay: number;
}

export interface Wall {
  start: number;
  readings: Reading[];
}

/** Reads the clock of a zone for every minute from `start` on. Slow on purpose: it knows nothing of offsets or DST. */
export function readWall(zone: string, start: number, days: number): Wall {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  const readings: Reading[] = [];
  for (let index = 0; index < days * 24 * 60; index += 1) {
    const part: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(start + index * minute)) part[type] = value;
    readings.push({
      date: `${part.year}-${part.month}-${part.day}`,
      weekday: (part.weekday ?? "").toLowerCase(),
      minuteOfDay: Number(part.hour) * 60 + Number(part.minute),
    });
  }
  return { start, readings };
}

/** The same questions as the calendar's, answered by counting minutes. Null where the readings do not reach far enough. */
export function oracle({ start, readings }: Wall, { hours, weekdays, holidays }: CalendarSettings) {
  const [from, to] = [minutesOf(hours.from), minutesOf(hours.to)];
  const open = readings.map(
    ({ date, weekday, minuteOfDay }) =>
      (weekdays as readonly string[]).includes(weekday) &&
      !holidays.includes(date) &&
      minuteOfDay >= from &&
      minuteOfDay < to,
  );
  const at = (index: number) => (index < 0 || index > readings.length ? null : start + index * minute);

  function nextOpen(index: number): number | null {
    const found = open.indexOf(true, index);
    return found < 0 ? null : found;
  }

  return {
    contains: (index: number) => open[index] ?? false,
    nextOpen: (index: number) => at(nextOpen(index) ?? -1),
    between: (a: number, b: number) => open.slice(a, b).filter(Boolean).length * minute,
    addTime(index: number, minutes: number) {
      let left = minutes;
      let here = index;
      for (; left > 0; here += 1) {
        if (here >= open.length) return null;
        if (open[here]) left -= 1;
      }
      return at(here);
    },
    addDays(index: number, days: number) {
      const first = nextOpen(index);
      if (first === null) return null;
      const began = readings[first] as Reading;
      if (days === 0) return at(first);
      const later = new Set<string>();
      for (let here = first; here < open.length; here += 1) {
        const { date } = readings[here] as Reading;
        if (open[here] && date > began.date) later.add(date);
      }
      const target = [...later].sort()[days - 1];
      if (target === undefined || target === [...later].sort().at(-1)) return null;
      const reached = readings.findIndex(
        ({ date, minuteOfDay }) => date === target && minuteOfDay >= began.minuteOfDay,
      );
      const closing = readings.findLastIndex(({ date }, here) => date === target && open[here] === true) + 1;
      return at(reached < 0 ? closing : Math.min(reached, closing));
    },
  };
}

function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}
