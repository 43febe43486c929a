// Phone numbers as people write them.
const { parsePhoneNumber } = window.libphonenumber;
const remembered = new Map();
const regions = new Intl.DisplayNames(["en"], { type: "region" });

/** "+12125551234" as "(212) 555-1234", "+442079460100" as "020 7946 0100"; what is no number stays as it is. */
export function national(e164) {
  return parsed(e164)?.formatNational() ?? e164;
}

/** "+1 212 555 1234". */
export function international(e164) {
  return parsed(e164)?.formatInternational() ?? e164;
}

/** "United States" of "+12125551234"; empty where the number alone does not tell. */
export function country(e164) {
  const region = parsed(e164)?.country;
  return region ? regions.of(region) : "";
}

/** E.164 of what a person typed, or null when it cannot be one. Without a "+" it is read as a number of `region`. */
export function toE164(text, region = "US") {
  try {
    const number = parsePhoneNumber(text, region);
    return number.isPossible() ? number.number : null;
  } catch {
    return null;
  }
}

/** Who called, in words where there is no number. */
export function caller(text) {
  return text ? national(text) : "Withheld number";
}

function parsed(e164) {
  if (!e164?.startsWith("+")) return null;
  if (!remembered.has(e164)) {
    try {
      remembered.set(e164, parsePhoneNumber(e164));
    } catch {
      remembered.set(e164, null);
    }
  }
  return remembered.get(e164);
}
