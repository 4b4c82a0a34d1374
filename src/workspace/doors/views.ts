import { defineDoor } from "../door.ts";
import { person } from "../people.ts";
import { modalsOf } from "../views.ts";

/** The views a person sees: their modals, the top one last, then their Home tab. */
export default defineDoor({
  method: "GET",
  path: "/views",
  run({ world, body }) {
    const { id } = person(world, body.as);
    const home = world.homes.get(id);
    return { views: [...modalsOf(world, id), ...(home ? [home] : [])] };
  },
});
