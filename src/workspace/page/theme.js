// @ts-check
import { icon } from "./dom.js";
import { menuButton } from "./menu.js";

const THEMES = { auto: "As the system", light: "Light", dark: "Dark" };

/** @param {string} theme */
function wear(theme) {
  document.documentElement.dataset.theme = theme;
}

/** Light, dark, or what the system says; kept in the browser. */
export function themeSwitch() {
  const chosen = () => localStorage.getItem("theme") ?? "auto";
  wear(chosen());
  return menuButton(
    { class: "quiet", "aria-label": "Colours", title: "Colours" },
    icon("theme"),
    () =>
      Object.entries(THEMES).map(([theme, label]) => ({
        label,
        checked: chosen() === theme,
        pick: () => {
          localStorage.setItem("theme", theme);
          wear(theme);
        },
      })),
    { label: "Colours", end: true },
  );
}
