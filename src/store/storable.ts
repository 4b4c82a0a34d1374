/**
 * A parameter as both stores keep it. PostgreSQL takes no NUL in a text, and neither store keeps half a surrogate pair; both
 * become U+FFFD, so that what is read back is what was hashed and what was looked up.
 */
export function storable<Value>(value: Value): Value {
  return typeof value === "string" ? (storableText(value) as Value) : value;
}

/** The same for a text. */
export function storableText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes("\0") ? whole.replaceAll("\0", "\ufffd") : whole;
}
