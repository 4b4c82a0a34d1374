// @ts-check

/** Slack's names of common emoji; a name that is not here is shown as it was typed. @type {Record<string, string>} */
export const EMOJI = Object.fromEntries(
  `rotating_light 🚨|fire 🔥|warning ⚠️|white_check_mark ✅|heavy_check_mark ✔️|x ❌|eyes 👀|mag 🔍|mag_right 🔎|bell 🔔|no_bell 🔕|alarm_clock ⏰|hourglass ⌛|hourglass_flowing_sand ⏳|stopwatch ⏱️|timer_clock ⏲️|clock1 🕐|calendar 📅|spiral_calendar_pad 🗓️|date 📅
pushpin 📌|round_pushpin 📍|link 🔗|memo 📝|pencil ✏️|pencil2 ✏️|clipboard 📋|page_facing_up 📄|bookmark_tabs 📑|notebook 📓|book 📖|books 📚|scroll 📜|newspaper 📰|mega 📣|loudspeaker 📢|speech_balloon 💬|thought_balloon 💭|left_speech_bubble 🗨️|telephone_receiver 📞|phone ☎️|pager 📟|iphone 📱|email 📧|envelope ✉️|incoming_envelope 📨|inbox_tray 📥|outbox_tray 📤
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_red_square 🟥|large_orange_square 🟧|large_yellow_square 🟨|large_green_square 🟩|large_blue_square 🟦|white_large_square ⬜|black_large_square ⬛|small_red_triangle 🔺|small_red_triangle_down 🔻|small_blue_diamond 🔹|small_orange_diamond 🔸
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|ok_hand 👌|wave 👋|raised_hands 🙌|clap 👏|pray 🙏|muscle 💪|point_right 👉|point_up ☝️|hand ✋|raised_hand ✋|handshake 🤝|writing_hand ✍️|heart ❤️|broken_heart 💔|100 💯|tada 🎉|sparkles ✨|star ⭐|star2 🌟|zap ⚡|boom 💥|bulb 💡|rocket 🚀|construction 🚧|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|gear ⚙️|toolbox 🧰|nut_and_bolt 🔩|shield 🛡️|lock 🔒|unlock 🔓|key 🔑|closed_lock_with_key 🔐|bug 🐛|ambulance 🚑|fire_engine 🚒|fire_extinguisher 🧯|helmet_with_white_cross ⛑️|firefighter 🧑‍🚒|sos 🆘|stethoscope 🩺|bandage 🩹
chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊|computer 💻|desktop_computer 🖥️|keyboard ⌨️|floppy_disk 💾|minidisc 💽|card_file_box 🗃️|file_folder 📁|open_file_folder 📂|package 📦|label 🏷️|globe_with_meridians 🌐|satellite_antenna 📡|robot_face 🤖|busts_in_silhouette 👥|bust_in_silhouette 👤|crown 👑|medal 🎖️|trophy 🏆|dart 🎯|checkered_flag 🏁|triangular_flag_on_post 🚩|flags 🎏|recycle ♻️|repeat 🔁|arrows_counterclockwise 🔄|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_upper_right ↗️|leftwards_arrow_with_hook ↩️|rewind ⏪|fast_forward ⏩|black_right_pointing_triangle_for_play ▶️|double_vertical_bar ⏸️|black_square_for_stop ⏹️|heavy_plus_sign ➕|heavy_minus_sign ➖|question ❓|grey_question ❔|exclamation ❗|heavy_exclamation_mark ❗|grey_exclamation ❕|information_source ℹ️|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|stop_sign 🛑|zzz 💤|sleeping 😴|see_no_evil 🙈|lock_with_ink_pen 🔏|detective 🕵️|sleuth_or_spy 🕵️|night_with_stars 🌃|sunny ☀️|cloud ☁️|snowflake ❄️|umbrella ☔|rainbow 🌈
smile 😄|slightly_smiling_face 🙂|grinning 😀|joy 😂|sweat_smile 😅|wink 😉|blush 😊|thinking_face 🤔|neutral_face 😐|confused 😕|worried 😟|cry 😢|sob 😭|scream 😱|sweat 😓|exploding_head 🤯|face_with_monocle 🧐|sunglasses 😎|party_blob 🥳|partying_face 🥳|salute 🫡|saluting_face 🫡|facepalm 🤦|face_palm 🤦|shrug 🤷|coffee ☕|pizza 🍕|cake 🍰|beer 🍺`
    .split(/[|\n]/)
    .map((pair) => pair.trim().split(" ")),
);

/** Offered first when a person reacts: what an incident needs. */
export const QUICK = [
  "eyes",
  "white_check_mark",
  "+1",
  "fire",
  "pushpin",
  "memo",
  "rotating_light",
  "tada",
  "raised_hands",
  "pray",
  "100",
  "heart",
];

/** Slack's name of a picture, without the sign that asks for its coloured form. @type {Map<string, string>} */
const names = new Map(Object.entries(EMOJI).map(([name, glyph]) => [glyph.replace("\uFE0F", ""), name]));

/** @param {string} glyph */
export const nameOfGlyph = (glyph) => names.get(glyph.replace("\uFE0F", ""));

/** @type {Map<string, boolean>} */
const drawn = new Map();
/** @type {CanvasRenderingContext2D | null | undefined} */
let pen;

/**
 * Whether this machine has a picture for an emoji: one without any emoji font would show an empty box, and the name says
 * more. A character that no font has is as wide as one that does not exist.
 * @param {string} glyph
 */
export function canDraw(glyph) {
  const known = drawn.get(glyph);
  if (known !== undefined) return known;
  pen ??= document.createElement("canvas").getContext("2d");
  if (pen) pen.font = "20px sans-serif";
  const first = [...glyph][0] ?? "";
  const can = !pen || pen.measureText(first).width !== pen.measureText("\u{F0000}").width;
  drawn.set(glyph, can);
  return can;
}
