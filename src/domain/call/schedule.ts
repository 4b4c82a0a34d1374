import type { Instant } from "../../base/clock.ts";
import { weekdays } from "../calendar.ts";
import type { SelfTestPlan } from "../pager.ts";
import { dateAt, instantOf, timeOf, weekdayOf } from "../rota/wall-clock.ts";

/** When the pagers are next tried after an instant: at the same time on the clock of the wall, summer and winter. */
export function nextTest({ weekday, time, zone }: SelfTestPlan, after: Instant): Instant {
  const wanted = weekday === null ? null : weekdays.indexOf(weekday);
  for (let date = dateAt(zone, after); ; date++) {
    if (wanted !== null && weekdayOf(date) !== wanted) continue;
    const at = instantOf(zone, date, timeOf(time));
    if (at > after) return at;
  }
}
