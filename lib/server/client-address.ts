import "server-only";
import { isIP } from "node:net";

/**
 * Who a request came from, as the nearest proxy (or Next itself) wrote it: the last entry of X-Forwarded-For.
 * Without a proxy in front, a client can write that header too: limits by address alone are a courtesy, and every
 * limit that matters counts by account as well. `null` when nothing readable is there.
 */
export function clientAddress(headers: Headers): string | null {
  const last = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  return isIP(last) === 0 ? null : last;
}

/** One spelling for all that belongs to one customer: IPv6 folded to its /64, IPv4 in IPv6 clothes as IPv4. */
export function addressKey(address: string | null): string {
  if (address === null) return "unknown";
  if (isIP(address) !== 6) return address;
  const [groups, mapped] = expand(address);
  return mapped ?? `${groups.slice(0, 4).join(":")}::/64`;
}

function expand(address: string): [groups: string[], mapped: string | null] {
  // The URL parser knows every spelling of an IPv6 address; a zone (`%eth0`) is none of the address.
  const canonical = new URL(`http://[${address.replace(/%.*$/, "")}]`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const left = head.split(":").filter(Boolean);
  const right = (tail ?? "").split(":").filter(Boolean);
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill("0");
  const groups = [...left, ...zeros, ...right];
  if (groups.slice(0, 5).some((group) => group !== "0") || groups[5] !== "ffff") return [groups, null];
  const bytes = groups.slice(6).flatMap((group) => {
    const number = Number.parseInt(group, 16);
    return [number >> 8, number & 0xff];
  });
  return [groups, bytes.join(".")];
}
