// @ts-check
import { post } from "./api.js";
import { whileBusy } from "./busy.js";
import { commandOffer, wordOffer } from "./completions.js";
import { freshId, h, icon } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { openEmoji } from "./emoji-menu.js";
import { menuButton } from "./menu.js";
import { runShortcut } from "./message-menu.js";
import { offerList } from "./offer-list.js";
import { isBot, isDirect, nameOf, store } from "./store.js";
import { refused } from "./toasts.js";

/** Half-written messages, by person, channel and thread. @type {Map<string, string>} */
const drafts = new Map();
const MOST_LINES_PX = 220;

/**
 * Where one types. Enter sends, Shift+Enter starts a line, Tab takes the offered completion.
 * @param {{ channel: string, thread?: string, sent: () => void }} how
 */
export function composer({ channel, thread, sent }) {
  const key = `${store.me} ${channel} ${thread ?? ""}`;
  const label = thread ? "Reply in this thread" : `Message ${placeName(channel)}`;
  const text = h("textarea", {
    rows: "1",
    class: "composer-text",
    dataset: { composer: thread ? "thread" : "channel" },
    "aria-label": label,
    "aria-autocomplete": "list",
    placeholder: thread ? "Reply…" : "Type /incident declare sev1 …",
    value: drafts.get(key) ?? "",
  });
  const send = h(
    "button",
    { type: "button", class: "send", "aria-label": "Send", title: "Send (Enter)", onclick: () => submit() },
    icon("send"),
  );
  const offers = offerList(text, (insert, from, to) => {
    text.setRangeText(insert, from, to, "end");
    changed();
  });
  const note = h("p", { class: "composer-note", id: freshId("note") });
  text.setAttribute("aria-describedby", note.id);

  const changed = () => {
    drafts.set(key, text.value);
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, MOST_LINES_PX)}px`;
    const slash = text.value.startsWith("/");
    note.textContent =
      thread && slash
        ? "Slack has no slash commands in threads: type it in the channel."
        : slash
          ? "Enter runs the command, Tab completes it"
          : text.value
            ? "Enter sends, Shift + Enter starts a line"
            : "";
    send.classList.toggle("ready", text.value.trim() !== "");
    const commands = thread ? undefined : commandOffer(text.value, store.commands);
    offers.show(commands ?? wordOffer(text.value, text.selectionStart, known()));
  };

  let underway = 0;
  /** One may write on while a command is still being answered, which can take three seconds. */
  const submit = async () => {
    const typed = text.value.trim();
    if (typed === "") return;
    offers.hide();
    text.value = "";
    changed();
    underway += 1;
    send.setAttribute("aria-busy", "true");
    const answer = await post("say", { as: store.me, channel, text: typed, ...(thread ? { thread_ts: thread } : {}) });
    underway -= 1;
    if (underway === 0) send.removeAttribute("aria-busy");
    sent();
    if (answer.ok) return;
    // After a time-out the command may have worked: putting it back would invite doing it twice.
    if (text.value === "" && answer.error !== "operation_timeout") {
      text.value = typed;
      changed();
    }
    refused(answer);
  };

  text.addEventListener("input", changed);
  text.addEventListener("blur", () => offers.hide());
  text.addEventListener("focus", changed);
  text.addEventListener("keydown", (event) => {
    if (event.isComposing || offers.key(event)) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    void submit();
  });
  requestAnimationFrame(changed);

  return h(
    "div",
    { class: "composer" },
    offers.box,
    h(
      "div",
      {
        class: "composer-box",
        onclick: (/** @type {Event} */ event) => event.target === event.currentTarget && text.focus(),
      },
      thread ? undefined : shortcutButton(),
      text,
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          "aria-label": "Emoji",
          title: "Emoji",
          onclick: (/** @type {MouseEvent} */ event) =>
            openEmoji(/** @type {HTMLElement} */ (event.currentTarget), (name) => {
              text.setRangeText(`:${name}: `, text.selectionStart, text.selectionEnd, "end");
              text.focus();
              changed();
            }),
        },
        icon("smile"),
      ),
      send,
    ),
    note,
  );
}

/** The bot's global shortcuts. */
function shortcutButton() {
  const button = menuButton(
    { class: "quiet", "aria-label": "Shortcuts", title: "Shortcuts" },
    icon("bolt"),
    () => {
      const global = store.shortcuts.filter((shortcut) => shortcut.type === "global");
      return global.length > 0
        ? global.map((shortcut) => ({
            label: shortcut.name,
            detail: shortcut.description,
            sign: "bolt",
            pick: () => void whileBusy(button, () => runShortcut(shortcut.callback_id)),
          }))
        : [{ label: "The app has no shortcuts", pick: () => {} }];
    },
    { label: "Shortcuts" },
  );
  return button;
}

/** Puts words into the composer of the channel in view, ready to be sent or changed. @param {string} words */
export function putInComposer(words) {
  const text = /** @type {HTMLTextAreaElement | null} */ (document.querySelector("[data-composer=channel]"));
  if (!text) return;
  text.value = words;
  text.focus();
  text.dispatchEvent(new Event("input"));
}

/** @param {string} channel */
function placeName(channel) {
  const known = store.channels.get(channel);
  if (!known) return "";
  return isDirect(known) ? nameOf([...store.users.values()].find(isBot)?.id ?? "") : `#${known.name}`;
}

const known = () => ({
  people: [...store.users.values()],
  channels: [...store.channels.values()].filter((channel) => !isDirect(channel) && !channel.is_archived),
  emoji: EMOJI,
});
